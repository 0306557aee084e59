# Ce qu’un cabinet demande à ses patients, ce qu’il transmet à un confrère, et sa recherche.

nav-agreements = Accords
nav-agreements-lying = { $count ->
    [one] (une lettre reçue)
   *[other] ({ $count } lettres reçues)
  }
title-agreements = Accords et lettres entre cabinets
agreements-title = Accords et lettres entre cabinets
agreements-why = Rien ne part vers un confrère ni vers une recherche sans l’accord signé du patient, demandé pour un rendez-vous précis. Refuser ne change rien à ses soins. La plateforme n’en voit que des lettres scellées.

received-title = Lettres reçues de confrères
received-none = Aucun cabinet ne vous a transmis de lettre.
received-from = { $patient }, de la part de { $practice }
received-to = Pour { $practitioner }. Reçue le { $day }, gardée ici jusqu’au { $until } au plus tard.
received-visit = À propos d’un rendez-vous du { $moment }
received-purpose = Le patient a accepté pour cette raison : { $purpose }
received-read = Lire la lettre
received-right = La plateforme atteste que l’accord est signé par la clé d’un rendez-vous chez { $practice }, réservé par une personne à l’adresse vérifiée.
received-no-right = La plateforme atteste que l’accord est signé par la clé d’un rendez-vous chez { $practice }. Elle ne dit pas qu’une personne à l’adresse vérifiée l’a réservé : soit le cabinet l’a pris lui-même, soit il n’a pas encore commencé.
received-vouched = Que cette clé soit bien celle de ce patient, { $practice } seul s’en porte garant. Elle figure aussi sur le récépissé du patient :
received-drop = Retirer cette lettre
received-drop-title = Retirer cette lettre ?
received-drop-why = Elle disparaît d’ici et de la plateforme, et personne ne la rendra. Si elle sert aux soins, versez-la d’abord dans la note clinique d’un rendez-vous.
received-drop-now = Retirer
received-dropped = C’est retiré.
received-withdrawn = Accord retiré le { $day }
received-withdrawn-why = Le patient a repris son accord : la lettre n’est plus là, et n’est plus à employer. Ce qui est déjà dans un dossier de soins y reste, car la loi le garde.
received-noted = J’en prends acte
received-doubtful = { $count ->
    [one] Une lettre n’est pas crue et n’est pas montrée.
   *[other] { $count } lettres ne sont pas crues et ne sont pas montrées.
  }
received-doubtful-drop = Les retirer
file-act = Verser dans une note clinique
file-which = Dans quel rendez-vous ?
file-none = Aucun rendez-vous de cette personne, dans les six semaines autour d’aujourd’hui, n’a de note clinique que vous pouvez ouvrir. Donnez-lui d’abord un rendez-vous ; la lettre vous attend ici.
file-now = Verser et retirer d’ici
file-done = La lettre est dans la note clinique.

asked-title = Accords demandés
asked-none = Rien n’a été demandé. Dans l’agenda, ouvrez un rendez-vous, puis « Accords du patient ».
asked-of = { $name }, rendez-vous du { $moment }
asked-sharing = Transmettre une lettre à { $practitioner }, { $practice }
asked-research = Réutiliser pour la recherche « { $title } »
asked-waiting = Demandé. Le patient n’a pas encore répondu.
asked-stands = Vaut jusqu’à ce que le patient le retire, tant que ce rendez-vous tient.
asked-ended = Ce rendez-vous a été annulé ou remis au patient : cet accord ne permet plus rien.
asked-broken = Les réponses à cette question ne tiennent pas ensemble, ou des lettres manquent : elle n’autorise rien.
asked-read = Ce que le patient a lu
asked-handed = Une lettre a été transmise ; le patient en est averti.
asked-recall = Le patient a repris son accord, mais l’autre cabinet n’a pas pu en être averti : { $why } L’application réessaie d’elle-même.

visit-agreements = Accords du patient
visit-agreements-why = Le patient est interrogé pour chaque lettre à un confrère et pour chaque recherche. Il est prévenu que quelque chose l’attend, et répond dans son application.
ask-sharing = Demander l’accord pour partager avec un confrère
ask-research = Demander l’accord pour la recherche
ask-recipient = Confrère
ask-recipient-hint = Son nom, comme dans l’annuaire.
ask-recipient-none = Personne de ce nom dans l’annuaire.
ask-recipient-missing = Choisissez un confrère dans la liste proposée.
ask-recipient-own = Ce confrère est de votre cabinet : il n’a pas besoin de lettre.
ask-purpose = Raison, comme le patient la lira
ask-purpose-missing = Dites pourquoi, en une phrase.
ask-text = Ce que le patient lira
ask-text-note = Il le lit en français ou en anglais, selon sa langue, avec deux réponses de même poids. Après un non, la même question ne se repose pas pendant six mois.
ask-send = Sceller et demander
ask-sent = La demande est envoyée. Le patient y répond dans son application.
ask-no-project = Le cabinet n’a déclaré aucune recherche : un responsable le fait sous « Accords ».
ask-no-account = Ce rendez-vous n’est encore dans aucun compte : le patient ne verra la demande qu’après l’avoir repris avec son code.

share-act = Écrire la lettre
share-more = Écrire une autre lettre
share-text = Lettre à { $practitioner }
share-text-missing = Écrivez la lettre.
share-review = Relire avant l’envoi
share-title = Envoyer cette lettre à { $practice } ?
share-goes = Partent, scellés pour ce cabinet seul : cette lettre, l’identité et les coordonnées de { $name } comme vous les avez, la date de ce rendez-vous, et l’accord signé.
share-then = Le patient est averti qu’une lettre est partie. S’il reprend son accord, l’autre cabinet l’apprend et la lettre disparaît chez lui, sauf de son dossier de soins s’il l’y a versée.
share-now = Sceller et envoyer
share-done = La lettre est partie, et le patient en est averti.
share-not-agreed = Le patient n’est pas, ou n’est plus, d’accord. Rien n’est parti.

research-title = Recherche du cabinet
research-none = Le cabinet ne fait aucune recherche avec ses rendez-vous : personne n’est interrogé.
research-none-officer = Donnez-lui un titre pour pouvoir interroger vos patients.
research-name = Titre, comme les patients le lisent
research-contact = Qui répond aux questions
research-contact-hint = Un nom, une adresse e-mail ou un téléphone.
research-missing = Il faut un titre et quelqu’un qui réponde.
research-save = Déclarer cette recherche
research-saved = La recherche est déclarée.
research-answers = Répond aux questions : { $contact }
research-asked = Demandé
research-agreed = Accepté
research-withdrawn = Repris
research-visits = { $count ->
    [0] aucun rendez-vous
    [one] un rendez-vous
   *[other] { $count } rendez-vous
  }
research-rows = { $count ->
    [0] L’extrait serait vide : il faut cinq personnes qui ont en commun l’âge à dix ans près, le motif et le mois, et dont le rendez-vous a eu lieu.
    [one] L’extrait contient un rendez-vous.
   *[other] L’extrait contient { $count } rendez-vous.
  }
research-what = Un extrait dit l’âge à dix ans près, le motif et le mois, sous un numéro qu’aucun serveur ne sait relier à quelqu’un. Ce que moins de cinq personnes ont en commun n’y est pas. C’est un plancher contre les cas les plus évidents, pas l’anonymat : vous répondez de ce que vous donnez, et à qui.
research-export = Enregistrer l’extrait
research-taken = { $count ->
    [one] Un accord a été repris : la ligne ci-dessous n’est plus dans l’extrait. Faites-la retirer des extraits déjà remis.
   *[other] { $count } accords ont été repris : les lignes ci-dessous ne sont plus dans l’extrait. Faites-les retirer des extraits déjà remis.
  }
research-end = Mettre fin à cette recherche
research-end-title = Mettre fin à « { $title } » ?
research-end-why = Plus personne ne sera interrogé, et plus rien ne pourra être extrait. Ce qui a été décidé reste signé. Des extraits déjà remis, nous ne pouvons rien reprendre.
research-ended = La recherche est finie.

refusal-consent-withdrawn = Le patient a repris son accord. Rien n’est parti.
refusal-project-missing = Le cabinet n’a déclaré aucune recherche : personne ne peut être interrogé.
refusal-recipient-unknown = Ce cabinet n’a pas ce praticien. Cherchez-le de nouveau.
refusal-referral-unknown = Cette lettre n’est plus là : un collègue l’a retirée, ou le patient a repris son accord.
