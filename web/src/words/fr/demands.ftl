# Ce qu’une personne demande à un cabinet après un rendez-vous, et ce qu’il répond.

demand-entry = Demander au cabinet
demand-title = Vos demandes au cabinet
demand-why = Le cabinet conserve des données sur vous, sous ses clés : c’est donc à lui de les donner, de les corriger ou de les limiter. Votre demande est scellée pour lui ; la plateforme n’en voit que le jour et le délai.
demand-none = Rien n’a été demandé au cabinet à propos de ce rendez-vous.
demand-what = Ce que vous demandez
demand-text = Ce que le cabinet doit savoir
demand-text-hint = Par exemple ce qui est faux, ou ce que vous cherchez. Lui seul le lira.
demand-send = Envoyer au cabinet
demand-sent = Votre demande est chez le cabinet.
demand-text-missing = Écrivez en une phrase ce que vous demandez.
demand-kind-access = Une copie de ce qu’il conserve
demand-kind-access-why = Un mois
demand-kind-medical = Mes informations de santé
demand-kind-medical-why = Huit jours, et pas avant 48 heures ; elles ont moins de cinq ans
demand-kind-medical-old = Mes informations de santé anciennes
demand-kind-medical-old-why = Deux mois ; elles ont plus de cinq ans
demand-kind-rectification = Une correction
demand-kind-rectification-why = Un mois
demand-kind-erasure = L’effacement
demand-kind-erasure-why = Un mois ; un dossier médical est en règle générale gardé vingt ans
demand-kind-restriction = La limitation de l’usage
demand-kind-restriction-why = Un mois ; gardé, mais plus utilisé
demand-kind-objection = M’opposer à un usage
demand-kind-objection-why = Un mois
demand-kind-known = Être reconnu comme patient du cabinet
demand-kind-closed = Une lettre longue, pas encore ouverte
demand-kind-unknown = Une demande que cette version ne sait pas lire
demand-state-received = Reçue
demand-state-extended = Délai prolongé
demand-state-done = Répondue
demand-state-partly = Répondue en partie
demand-state-refused = Refusée
demand-asked-on = Demandé le { $day }
demand-due-on = Réponse attendue au plus tard le { $day }
demand-answered-on = Répondu le { $day }
demand-late = En retard
demand-was-late = Répondu en retard
demand-reply = Réponse du { $day }
demand-reply-unreadable = Cette réponse ne s’ouvre pas ici.
demand-file = Enregistrer { $name }
demand-file-care = Ces fichiers ne sont plus fermés une fois enregistrés : gardez-les comme un dossier médical.
demand-doubtful = { $count ->
    [one] Une lettre n’est pas crue et n’est pas montrée. Téléphonez au cabinet.
   *[other] { $count } lettres ne sont pas crues et ne sont pas montrées. Téléphonez au cabinet.
}
demand-no-answer = Sans réponse à temps, vous pouvez réclamer auprès de la CNIL : cnil.fr.
data-practice-title = Ce que vos cabinets conservent
data-practice-why = Cela ne s’ouvre qu’avec leurs clés : demandez-le-leur. Ouvrez un rendez-vous, puis « Demander au cabinet » : copie, correction, effacement, limitation ou opposition. Le délai court et se voit des deux côtés.
data-practice-entry = Choisir un rendez-vous
letters-why = Tout ce que vos cabinets vous ont écrit, aussi à propos de rendez-vous passés. Chaque lettre est scellée pour vous : votre appareil seul l’ouvre.
letters-failed = Les lettres n’ont pas pu être lues
letters-none = Aucun cabinet ne vous a écrit
letters-none-what = Les réponses à vos demandes arrivent ici.
letters-waiting = En attente de réponse
letters-received = Reçues
letters-from = { $name }, le { $day }
letters-about = À propos du rendez-vous du { $moment }, { $name }
letters-answers = En réponse à votre demande : { $kind }
letters-unread = { $count ->
    [one] Un rendez-vous n’est pas cru : ses lettres ne sont pas lues.
   *[other] { $count } rendez-vous ne sont pas crus : leurs lettres ne sont pas lues.
}
letters-past = { $count ->
    [one] Demander à propos d’un rendez-vous passé
   *[other] Demander à propos d’un rendez-vous passé ({ $count })
}
carried-asked = Repris de l’ancien rendez-vous, que le cabinet vous a remis : votre demande du { $day }, « { $kind } ».
carried-told = Repris de l’ancien rendez-vous, que le cabinet vous a remis : sa lettre du { $day }.
carried-files = Fichiers qui y étaient joints, que l’ancienne clé seule ouvrait : { $names }. Redemandez-les.
letters-entry = Lire leurs lettres
letters-all = Toutes les lettres des cabinets

nav-demands = Demandes
nav-demands-waiting = ({ $count } à répondre)
title-demands = Demandes des patients
demands-title = Demandes des patients
demands-why = Ce que des patients demandent au cabinet sur leurs données. Le délai est celui de la loi ; la plateforme en voit les jours, et rien de plus.
demands-none = Personne n’a rien demandé.
demands-more = Montrer les suivantes
demands-open = Ouvrir toutes les lettres
demands-waiting = À répondre
demands-settled = Répondues
demands-opens = La loi laisse 48 heures de réflexion : réponse possible à partir du { $moment }.
demands-answer = Répondre
demands-outcome = Suite donnée
demands-outcome-done = Faite
demands-outcome-partly = Faite en partie
demands-outcome-refused = Refusée, avec la raison
demands-ready = Texte prêt
demands-ready-own = Mon propre texte
demands-ready-copy = Copie jointe
demands-ready-corrected = C’est rectifié
demands-ready-care-kept = Dossier à conserver : limité, pas effacé
demands-ready-restricted = Usage limité
demands-ready-lifted = Limitation bientôt levée
demands-ready-stopped = Usage arrêté
demands-ready-nothing = Rien de plus à donner
demands-ready-complex = Plus de temps : demande complexe
demands-ready-many = Plus de temps : nombreuses demandes
demands-ready-unknown = On ne peut pas le dire d’après ce rendez-vous
demands-ready-not-come = Rendez-vous non honorés
demands-ready-asked-before = Clés changées : à redemander
demands-text = Votre réponse
demands-text-missing = Écrivez une réponse.
demands-copy = Joindre une copie de ce que vous pouvez ouvrir de ce rendez-vous
demands-copy-hint = Fiche et notes, en deux fichiers, scellés pour le patient. Sans la clé des notes cliniques, elles n’y sont pas : un praticien doit répondre.
demands-another-key = Ce rendez-vous a changé de mains
demands-another-key-why = Il a été remis au comptoir, ou repris avec un code sur papier : qui lira la réponse n’est peut-être pas qui l’a demandée. Elle va à la nouvelle clé seule ; l’ancienne apprend seulement que vous avez répondu.
demands-checked = J’ai vérifié de qui il s’agit
demands-send = Sceller et envoyer
demands-sent = La réponse est chez le patient.
demands-extend = Prendre deux mois de plus
demands-extend-why = Une fois, dans le premier mois, et en disant pourquoi.
demands-extended = Le délai est prolongé, et le patient en sait la raison.
demands-rectify = Corriger la fiche
demands-rectified = La fiche est corrigée.
demands-restrict = Limiter l’usage
demands-lift = Lever la limitation
demands-restricted = L’usage est limité.
demands-lifted = La limitation est levée.
word-queue-title = Patients à reconnaître
word-queue-why = Ils demandent de quoi réserver les horaires gardés pour vos patients. Après chaque rendez-vous qui a eu lieu, l’agenda le donne de lui-même ; n’arrivent ici que ceux dont la réservation ne le demandait pas, ou dont la réponse s’est perdue.
word-month = { $count ->
    [0] Ce mois-ci, aucun rendez-vous n’a encore apporté le mot du cabinet.
    [one] Ce mois-ci, un rendez-vous a apporté le mot du cabinet.
   *[other] Ce mois-ci, { $count } rendez-vous ont apporté le mot du cabinet.
}
word-give = Reconnaître ce patient
word-give-all = Reconnaître les { $count } patients qui sont venus
word-refuse = Refuser, en disant pourquoi
word-given = Le patient est reconnu : il peut réserver les horaires gardés.
word-given-all = { $count ->
    [one] Un patient est reconnu.
   *[other] { $count } patients sont reconnus.
}
word-came = Ce rendez-vous a eu lieu.
word-not-come = Ce rendez-vous n’a pas eu lieu : vérifiez que vous connaissez cette personne.
erase-visit = Effacer ce rendez-vous
erase-visit-title = Effacer ce rendez-vous pour toujours ?
erase-visit-goes = Disparaissent, au cabinet comme à la plateforme : qui devait venir, pourquoi, ce que vous avez classé, ce que le patient a noté, l’heure, et toutes les lettres, même celles qui attendent une réponse.
erase-visit-stays = Restent : pendant douze mois, votre parole signée que ce rendez-vous a été effacé, pour que le patient l’apprenne ; et une ligne dans le journal public, qui ne nomme personne. Les sauvegardes sont effacées de même.
erase-visit-sure = Seulement pour un rendez-vous qui n’a pas eu lieu. Personne ne le rendra.
erase-visit-now = Effacer pour toujours
erase-visit-done = Le rendez-vous est effacé ; des sauvegardes aussi, au plus tard le { $day }.
erase-visit-first = Un rendez-vous qui n’a pas eu lieu peut être effacé : annulez-le d’abord dans l’agenda, ou notez l’absence. Un dossier de soins se garde : limitez-en l’usage.
visit-erased = { $name } a effacé un rendez-vous le { $day }
visit-erased-why = Il n’avait pas eu lieu. Ni le cabinet ni la plateforme n’en gardent rien d’autre que cette phrase signée.
refusal-visit-stands = Un rendez-vous qui tient, ou qui a eu lieu, ne s’efface pas. S’il n’a pas eu lieu, annulez-le d’abord.
refusal-care-kept = Un soignant a écrit une note : ce rendez-vous fait partie d’un dossier de soins, qui se garde. Vous pouvez en limiter l’usage.
restricted-since = Usage limité depuis le { $day }
restricted-short = usage limité
restricted-why = Cette personne a demandé que ses données soient gardées et non utilisées. Le reste de la fiche n’est pas montré ; seule la page « Demandes » lève la limitation.
refusal-too-early = La loi laisse 48 heures de réflexion avant de donner des informations de santé. Répondez un peu plus tard.
refusal-identity-unchecked = Ce rendez-vous a changé de mains : vérifiez de qui il s’agit, puis cochez que c’est fait.
refusal-visit-restricted = L’usage de ces données est limité à la demande du patient. Levez d’abord la limitation.

# Une autorité a demandé quelque chose au sujet du cabinet.
orders-title = Demandes d’autorités
orders-why = Une autorité a demandé à l’exploitant de la plateforme des données de votre cabinet. L’exploitant n’en a que le chiffré ; à qui sont ces rendez-vous, vos clés seules le disent ici.
order-asked = Demandé, dit au cabinet le { $day }
order-given = Remis, dit au cabinet le { $day }
order-drill = C’est un exercice.
order-days = Du { $first } au { $last }
order-silent = Une interdiction d’informer courait jusqu’au { $day }.
order-named = { $count ->
    [0] Aucun rendez-vous n’est nommé un par un.
    [one] Un rendez-vous est nommé.
   *[other] { $count } rendez-vous sont nommés.
  }
order-handed = { $count ->
    [one] Un rendez-vous a été remis, chiffré.
   *[other] { $count } rendez-vous ont été remis, chiffrés.
  }
order-missing = { $count ->
    [one] L’un d’eux n’est plus dans votre agenda.
   *[other] { $count } d’entre eux ne sont plus dans votre agenda.
  }
order-tell = Écrire à { $name }
order-text = Lettre à { $name }
order-send = Envoyer la lettre
order-told = La lettre est dans la boîte du rendez-vous.
order-letter = Bonjour, une autorité publique a demandé à l’exploitant de la plateforme de rendez-vous des données sur votre rendez-vous chez nous, et la loi l’a obligé à les remettre. Elles sont chiffrées : l’exploitant n’en a pas les clés, et nous ne les avons pas données. Référence de la demande : { $reference }. Vous pouvez nous écrire ici, consulter un avocat, ou vous adresser à la CNIL.
order-kind-criminal-court = Juridiction pénale
order-kind-police = Police
order-kind-administrative = Administration
order-kind-intelligence = Renseignement
order-kind-foreign = Autorité étrangère
order-kind-other = Autre autorité
mailbox-told = Le cabinet vous a écrit le { $day }
