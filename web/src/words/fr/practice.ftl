# The practice: agenda, settings, team.

## Shared

choose = Choisir
save = Enregistrer
give-up = Renoncer
understood = Compris
today = Aujourd’hui
practitioner = Praticien
practitioner-all = Tous les praticiens
practice-switch = Cabinet affiché
field-missing = Ce champ est nécessaire.
form-incomplete = Il manque des indications. Elles sont marquées ci-dessous.
day-at = { $day } à { $time }
span-day = { $day }, de { $from } à { $to }
span-days = de { $from } à { $to }

## Agenda: the bar

agenda-grid = Agenda. Les flèches vont d’une place à l’autre ; point d’interrogation pour toutes les touches.
agenda-nobody = Ce cabinet n’a pas encore de praticien. Ajoutez-en un dans les réglages.
agenda-stale = L’agenda affiché date de { $time }.
agenda-doubtful =
    { $count ->
        [one] Un rendez-vous ne peut pas être cru. Le reste de l’agenda est vérifié.
       *[other] { $count } rendez-vous ne peuvent pas être crus. Le reste de l’agenda est vérifié.
    }
doubtful-at = { $when }, d’après la plateforme seule
doubtful-more = Pourquoi, et que faire
doubtful-sometime = À une heure inconnue
doubtful-older = La plateforme le montre tel qu’il était avant une étape déjà vue ici, comme une annulation ou un déplacement.
doubtful-false = Une signature ou un lien de son histoire est faux.
doubtful-what = Gardez cette heure libre et accueillez la personne si elle vient. Réessayez plus tard ; si cela continue, prévenez l’exploitant.
agenda-unread = L’agenda n’a pas pu être lu.
day-previous = Jour précédent
day-next = Jour suivant
week-previous = Semaine précédente
week-next = Semaine suivante
go-to-day = Aller à une date
view = Affichage de l’agenda
view-day = Jour
view-week = Semaine
open-day = Ouvrir le { $day }
visits-count =
    { $count ->
        [0] Aucun rendez-vous
        [one] Un rendez-vous
       *[other] { $count } rendez-vous
    }
find = Chercher un rendez-vous
find-hint = Chercher un rendez-vous (F)
visit-new-short = Rendez-vous
slot-free = Libre : { $when }
slot-closed = Hors des horaires : { $when }
slot-unknown = Pas encore lu : { $when }
slot-move = Déplacer ici : { $when }
drag-target = { $time }

## Agenda: a visit

visit-unreadable = Illisible
visit-unreadable-title = Ce rendez-vous ne s’ouvre pas ici.
visit-unreadable-why = Son heure est sûre, son contenu ne l’est pas : une clé manque, ou ce que la plateforme a présenté a été altéré ou est plus ancien que ce qui a déjà été vu ici. Nous ne montrons rien plutôt qu’un contenu douteux. Demandez à un collègue de l’ouvrir ; s’il n’y parvient pas non plus, accueillez la personne et reprenez ses indications.
visit-older-why = La plateforme a présenté un dossier plus ancien que celui déjà vu ici : ce qui a été noté depuis y manque. Nous ne le montrons pas. L’heure, elle, est sûre. Réessayez plus tard, ou demandez à un collègue de l’ouvrir sur son appareil ; si cela continue, prévenez l’exploitant.
visit-nameless = Sans nom
motive-none = Sans motif
visit-is-booked = À venir
visit-is-arrived = Arrivé, attend
visit-is-fulfilled = Vu
visit-is-noshow = Absent
visit-is-cancelled = Annulé
visit-is-cancelling = Annulation en cours
act-arrived = Arrivé
act-fulfilled = Vu
act-noshow = Absent
act-booked = Pas encore arrivé
act-reopen = Pas encore vu
act-move = Déplacer
act-cancel = Annuler le rendez-vous
cancelling-title = Ce rendez-vous sera annulé dans dix secondes.
cancelling-why = Une annulation est définitive et libère l’heure. Rien n’est encore envoyé.
cancel-now = Annuler tout de suite
visit-keep = Garder le rendez-vous
moving-title = Choisissez la nouvelle heure.
moving-how = Cliquez une place libre, ou allez-y avec les flèches puis Entrée. Vous pouvez changer de jour ou de semaine.
moving-stop = Ne pas déplacer
patient = Patient
patient-birth = Naissance
patient-age =
    { $age ->
        [one] { $age } an
       *[other] { $age } ans
    }
patient-phone = Téléphone
patient-email = Adresse e-mail
patient-note = Message du patient
staff-note = Note du cabinet
staff-note-hint = Scellée pour les membres du cabinet. Le patient ne la voit pas.
clinical-note = Note clinique
clinical-note-label = Ce que note le praticien
clinical-note-hint = Scellée avec les clés cliniques : le secrétariat ne peut pas l’ouvrir, sauf accord d’un responsable.
clinical-note-closed = La note clinique s’ouvre avec des clés que vous n’avez pas. Un responsable du cabinet peut vous les donner.
clinical-note-unreadable = Il y a une note clinique qui ne s’ouvre pas ici.
clinical-note-older = La note clinique présentée est plus ancienne que celle déjà vue ici.
clinical-note-older-why = Ce qui a été noté depuis y manque : nous ne la montrons pas et ne la remplaçons pas. Réessayez plus tard, ou demandez à un collègue de l’ouvrir sur son appareil ; si cela continue, prévenez l’exploitant.
visit-history = Historique
visit-history-why = Chaque étape est signée et vérifiée ici.
visit-history-on-top = Qui l’a placé en surnombre, c’est la plateforme qui le dit.
step-taken-patient = Pris par le patient pour { $when }
step-taken-practice = Pris par le cabinet pour { $when }
step-moved-patient = Déplacé par le patient à { $when }
step-moved-practice = Déplacé par le cabinet à { $when }
step-kept-patient = Maintenu par le patient pour { $when }
step-kept-practice = Maintenu par le cabinet pour { $when }
step-cancelled-patient = Annulé par le patient
step-cancelled-practice = Annulé par le cabinet
step-back = Remis à venir
step-on-top = Placé en surnombre par { $name }, le { $date }
step-on-top-unknown = Placé en surnombre par quelqu’un qui n’est plus de l’équipe, le { $date }

visit-new = Nouveau rendez-vous
visit-time = Heure
visit-book = Enregistrer le rendez-vous
visit-block-instead = Bloquer plutôt ce temps
visit-note = Remarque
patient-hint = Le nom, puis le prénom. Une virgule les sépare s’il y a plusieurs noms.
patient-contact-hint = Pour l’avis de confirmation et le rappel, sans aucun détail.
name-read = Nom : { $family } · prénom : { $given }
name-missing = Écrivez au moins un nom.
motive = Motif
motive-missing = Cet agenda ne prend aucun motif. Choisissez-en dans les réglages.
time-overlaps = Un rendez-vous ou une absence se trouve déjà dans ce temps.
visit-day = Jour
visit-past = Cette heure est passée. Le rendez-vous sera noté après coup ; aucun rappel ne partira.
overbook-what = Choisissez une autre heure. Ou placez-le par-dessus : deux visites se tiendront alors à la même heure, et celle-ci portera la mention « en surnombre », visible de toute l’équipe.
overbook-confirm = Placer en surnombre
overbooked = En surnombre
overbooked-why = placé par-dessus ce qui s’y trouvait
said-overbooked = En surnombre : { $name }, { $when }.
time-wrong = Cette heure n’existe pas ce jour-là. Choisissez-en une autre.

holiday = Jour férié :
absence = Absence
absence-new = Bloquer du temps
absence-add = Bloquer
absence-remove = Rouvrir ce temps
absence-reason = Raison
absence-sealed = La raison est scellée pour le cabinet. La plateforme voit seulement que ce temps est pris.
span-from = Du
span-from-time = Heure de début
span-to = Au
span-to-time = Heure de fin
span-wrong = La fin doit venir après le début.

clear-title =
    { $count ->
        [one] Un rendez-vous est prévu dans ce temps
       *[other] { $count } rendez-vous sont prévus dans ce temps
    }
clear-why = Un autre horaire libre est proposé pour chacun : le même praticien dans la semaine, sinon un confrère du cabinet, sinon plus tard. Rien n’est déplacé avant votre accord ; les personnes déplacées sont prévenues. Le temps est bloqué quand plus rien ne s’y trouve.
clear-visit = { $name }, { $moment }
clear-to = Nouvel horaire : { $moment }
clear-to-colleague = Nouvel horaire : { $moment }, avec { $practitioner }
clear-move =
    { $count ->
        [one] Déplacer ce rendez-vous, puis bloquer
       *[other] Déplacer { $count } rendez-vous, puis bloquer
    }
clear-none = Aucun autre horaire n’est libre dans les quatre semaines pour ceux-ci. Ouvrez chacun pour le déplacer à la main ou l’annuler :
said-relocated =
    { $count ->
        [0] Aucun rendez-vous n’a été déplacé.
        [one] Un rendez-vous a été déplacé.
       *[other] { $count } rendez-vous ont été déplacés.
    }

waiting-room = Salle d’attente
waiting-nobody = Personne n’attend.
waiting-unknown = On ne sait pas encore qui attend.
waiting-late = + { $time }
legend-motives = Motifs
legend-sealed = Noms, motifs et notes s’ouvrent dans ce navigateur seulement.
legend-keys = N : nouveau rendez-vous. F : chercher. Point d’interrogation : toutes les touches.
find-label = Nom, téléphone ou date de naissance
find-why = Parmi les semaines ouvertes ici. Ce que vous tapez ne quitte pas ce navigateur.
find-count =
    { $count ->
        [0] Aucun rendez-vous ne correspond. Ouvrez d’autres semaines pour chercher plus loin.
        [one] Un rendez-vous
       *[other] { $count } rendez-vous
    }

## Agenda: what was just done

said-arrived = { $name } est arrivé.
said-fulfilled = { $name } : vu.
missed-before =
    { $count ->
        [one] N’est pas venu à un rendez-vous
       *[other] N’est pas venu à { $count } rendez-vous
    }
missed-why = Depuis douze mois au plus, et depuis le même compte. Ce cabinet seul peut le reconnaître. Si vous refusez ce rendez-vous, la personne lira que le cabinet l’a annulé.
missed-reading = D’après les rendez-vous lus jusqu’ici, pris depuis le même compte : les douze derniers mois ne sont pas tous lus.
missed-refuse = Refuser ce rendez-vous
said-noshow = { $name } : absent.
said-booked = { $name } : de nouveau à venir.
said-moved = { $name } : déplacé à { $when }.
said-cancelling = { $name } : le rendez-vous sera annulé dans dix secondes.
said-kept = { $name } : le rendez-vous est gardé.
said-cancelled = { $name } : rendez-vous annulé.
said-not-cancelled = Une annulation n’a pas pu être envoyée. Le rendez-vous tient toujours.
said-new = { $name } : rendez-vous pris pour { $when }.
said-note = Note enregistrée.
said-clinical-note = Note clinique enregistrée.
said-blocked = Temps bloqué : { $when }.
said-unblocked = Temps rouvert : { $when }.

## Agenda: keys

shortcuts = Touches de l’agenda
key-enter = Entrée
keys-arrows = Aller d’une place à l’autre
keys-enter = Nouveau rendez-vous à la place libre choisie
keys-nudge = Déplacer le rendez-vous choisi d’un pas ou d’un jour
keys-new = Nouveau rendez-vous
keys-move = Déplacer : choisir ensuite la place
keys-arrived = Le patient est arrivé
keys-block = Bloquer du temps
keys-find = Chercher
keys-today = Aujourd’hui
keys-view = Jour ou semaine
keys-undo = Défaire le dernier changement, dix secondes durant
keys-leave = Fermer le volet, renoncer
keys-help = Cette liste
keys-letters = Les lettres seules agissent
keys-letters-hint = À couper si vous dictez à l’ordinateur ou appuyez souvent par mégarde.

## Signing up as staff

sign-up-practice-title = Créer un compte de cabinet
sign-up-practice-why = Ce compte est à vous, pas au cabinet. Il reste séparé de votre compte de patient, même avec la même adresse.
sign-up-practice-known = Si vous avez déjà un compte de cabinet, connectez-vous. Un compte de patient ne suffit pas ici : continuez.

## Opening and joining

title-join = Rejoindre un cabinet
practice-none = Vous ne travaillez encore dans aucun cabinet.
practice-none-why = Un collègue vous invite, ou vous ouvrez le vôtre.
practice-none-join = Un responsable du cabinet vous a donné un lien. Collez-le ici.
practice-none-open = Les clés du cabinet naissent dans ce navigateur. Vous en serez le premier responsable.
join-title = Répondre à une invitation
join-link = Lien d’invitation
join-link-wrong = Ce lien n’est pas une invitation entière. Copiez-le de nouveau, du début à la fin.
join-why = Vous êtes invité à rejoindre « { $practice } ». Votre navigateur va y répondre avec vos clés publiques et votre nom, que seul le cabinet peut lire.
join-name = Votre nom, tel que vos collègues le verront
join-name-hint = Par exemple : Claire Morel
join-answer = Répondre à l’invitation
join-failed = La réponse n’est pas partie.
join-done = Votre réponse est partie.
join-done-next = Un responsable de « { $practice } » doit maintenant vous admettre : le cabinet change alors de clés, et vous aurez les nouvelles. Prévenez-le, puis revenez ici.
join-look = Suis-je admis ?
join-member = Vous êtes membre de « { $practice } ».
join-to-agenda = Ouvrir l’agenda
open-title = Ouvrir un cabinet
open-why = Trois minutes. Les horaires et les motifs se règlent ensuite.
open-failed = Le cabinet n’a pas été ouvert.
open-practice = Le cabinet
open-you = Vous
open-unlisted = Le cabinet n’apparaît pas encore dans la recherche : le gardien des clés, un service indépendant, vérifie d’abord qui vous êtes, puis l’exploitant l’inscrit. La vérification est demandée en même temps que le cabinet est ouvert.
open-done = « { $name } » est ouvert. Réglez maintenant ses horaires.
practice-name = Nom du cabinet
practice-street = Adresse
practice-town = Commune
practice-postcode = Code postal
practice-phone = Téléphone du cabinet
person-given = Prénom
person-family = Nom
person-prefix = Titre
person-prefix-hint = Par exemple : Dr
person-specialty = Spécialité
member-role = Votre rôle
role-practitioner = Praticien
role-secretary = Secrétaire
practice-attended = Le cabinet lit ses rendez-vous
practice-attended-hint = Sans cette marque, la recherche prévient que personne ne lit les demandes.
practice-town-fixed = Commune : { $town }. Pour un déménagement, écrivez à l’exploitant.

## What the custodian says of the practice

vouched = Vérifié par le gardien des clés. Sa confirmation vaut jusqu’au { $date } et se renouvelle d’elle-même.
vouched-demo = Démonstration : le gardien des clés confirme chaque cabinet sans rien vérifier. Ailleurs, une telle confirmation ne compte pas.
vouched-not = Le gardien des clés n’a pas encore vérifié votre cabinet
vouched-not-why = En attendant, personne ne peut prendre rendez-vous en ligne, et la recherche ne vous montre pas. Votre agenda, vos notes et vos rendez-vous par téléphone marchent déjà.
vouched-officer = Un responsable du cabinet peut demander la vérification.
vouched-ask = Demander la vérification
vouched-ask-why = Le gardien des clés doit vous reconnaître pour recevoir votre demande : il vous envoie un code.
vouched-ask-failed = La vérification n’a pas été demandée.
vouched-waiting = La vérification est demandée
vouched-waiting-why = Les officiers du gardien des clés vérifient qui vous êtes, par un autre chemin que cette page : ils vous appellent au numéro d’un annuaire officiel. Vous n’avez rien d’autre à faire ; cela peut prendre quelques jours.
vouched-identifier = Au téléphone, lisez-leur en entier l’identifiant de votre cabinet :
vouched-look = Regarder de nouveau

## Settings

settings-why = Tout ce qui suit est public et signé par le cabinet. Rien ne change pour les patients avant que vous ne publiiez.
settings-left = Vos réglages ne sont pas encore publiés. Vous les retrouverez tels quels.
hours-title = Horaires
hours-whose = Horaires de
hours-nobody = Aucun praticien n’a encore d’agenda. Ajoutez un praticien plus bas.
hours-weekly = Chaque semaine
hours-closed = Fermé
hours-copy = Même chose du mardi au vendredi que le lundi
range-name = { $day }, plage { $number }
range-from = { $name }, de
range-to = { $name }, à
range-remove = Retirer : { $name }
range-add = Ajouter une plage : { $day }
exceptions-title = Jours différents
exceptions-why = Jours fériés, congés, gardes : ces heures remplacent celles de la semaine. Sans heure, le jour est fermé.
exception-day = Jour différent
exception-add = Ajouter un jour
exception-remove = Retirer le jour { $day }
rules-title = Règles de réservation
rule-step = Un rendez-vous toutes les
rule-step-hint = Les heures proposées se comptent depuis chaque ouverture.
rule-notice = Délai minimal
rule-notice-hint = Avant une heure réservée, ou choisie pour déplacer, en ligne. L’annulation reste possible jusqu’au début du rendez-vous.
rule-horizon = Ouvert à l’avance, en jours
rule-horizon-hint = De 1 à 400.
rule-classes = Genres de visite acceptés
notice-none = Aucun
notice-days =
    { $count ->
        [one] { $count } jour
       *[other] { $count } jours
    }
place-office = au cabinet
place-home = à domicile
place-video = en vidéo
audience-public = ouvert à tous
audience-known = patients déjà connus du cabinet
audience-colleagues = confrères et consœurs
audience-staff = pris par le cabinet seulement
preview-title = Ce que verraient les patients
preview-for = Pour un rendez-vous de
preview-same =
    { $count ->
        [0] Aucune heure libre cette semaine.
        [one] Une heure libre cette semaine.
       *[other] { $count } heures libres cette semaine.
    }
preview-changed =
    { $count ->
        [0] Aucune heure libre cette semaine
        [one] Une heure libre cette semaine
       *[other] { $count } heures libres cette semaine
    } : { $added } de plus, { $removed } de moins.
preview-none = Aucune
preview-why = Rendez-vous, absences, délai et horizon compris. Les rendez-vous déjà pris restent, même hors des nouveaux horaires.
motives-title = Motifs
motives-why = La liste est publique. Le motif qu’un patient choisit est scellé : la plateforme ne le voit pas.
motive-label = Motif
motive-label-en = En anglais
motive-class = Genre de visite
motive-more = Consignes, praticiens, anglais
motive-instructions = Consignes avant la visite
motive-instructions-hint = Montrées au patient après sa réservation. Par exemple : apportez vos ordonnances.
motive-instructions-en = Consignes en anglais
motive-people = Proposé par
motive-add = Ajouter un motif
motive-remove = Retirer le motif { $label }
classes-title = Genres de visite
classes-why = C’est tout ce que la plateforme voit d’un motif : une durée, un lieu, qui réserve. Moins il y en a, moins elle en devine.
class-duration = Minutes
class-channel = Lieu
class-audience = Qui réserve
window-for = { $name }, pour qui
window-for-all = pour tous les publics
window-for-only = gardée pour : { $who }
class-known-how = Qui est déjà venu a de quoi réserver : après chaque rendez-vous qui a eu lieu, l’agenda le lui donne, et la plateforme n’apprend pas de qui il s’agit. Gardez-lui des plages dans les horaires ci-dessus. Un genre est pour un seul public : pour ouvrir la même visite à deux, faites deux genres, et un motif pour chacun.
class-add = Ajouter un genre
class-remove = Retirer le genre « { $name } »
people-title = Praticiens
person-new = Nouveau praticien
person-add = Ajouter un praticien
person-remove = Retirer ce praticien et son agenda
person-sector = Secteur
sector-none = Sans secteur
sector-one = Secteur 1
sector-two = Secteur 2
sector-outside = Non conventionné
person-languages = Langues parlées
person-accepts = Accepte de nouveaux patients
person-about = Présentation
person-about-hint = Accès, honoraires, moyens de paiement : ce qu’on demande au téléphone.
problem-range = Chaque plage doit finir après avoir commencé.
problem-overlap = Deux plages de ce jour se chevauchent.
problem-day = Choisissez le jour.
problem-day-twice = Ce jour figure déjà dans la liste.
problem-no-class = Cet agenda n’accepte aucun genre de visite. Cochez-en au moins un.
problem-horizon = Indiquez un nombre de jours, de 1 à 400.
problem-notice = Ce délai n’est pas possible.
problem-label = Donnez un nom à ce motif.
problem-duration = Indiquez une durée de 5 à 480 minutes, par pas de 5.
publish = Publier
publish-discard = Tout défaire
publish-unpublished = Changements non publiés.
publish-published = Publié, version { $revision }.
publish-done = Réglages publiés. Les patients les voient dès maintenant.
publish-undone = Les réglages précédents sont de nouveau publiés.
publish-failed = Les réglages n’ont pas été publiés.
publish-problems =
    { $count ->
        [one] Un point à corriger avant de publier
       *[other] { $count } points à corriger avant de publier
    }
publish-conflict = Un collègue a publié d’autres réglages entre-temps.
publish-conflict-why = Les vôtres sont gardés ici. Partez des siens, ou publiez les vôtres : ils remplaceront tout ce qu’il a changé.
publish-theirs = Partir des siens
publish-mine = Publier les miens

## Team

members-title = Membres
member-self = vous
role-officer = { $role }, responsable
member-remove = Retirer { $name }
member-remove-title = Retirer { $name } ?
member-remove-why = Le cabinet change aussitôt de clés. Cette personne ne pourra plus rien lire de ce qui viendra.
member-remove-limit = Ce qu’elle a déjà lu, elle l’a lu. Pour la faire revenir, il faudra une nouvelle invitation.
member-removed = { $name } ne fait plus partie du cabinet. Les clés ont changé.
team-keys = Le cabinet emploie son jeu de clés n° { $epoch }, depuis le { $date }. Il en change à chaque arrivée et à chaque départ.
member-clinical = lit les notes cliniques
member-desk-only = ne lit pas les notes cliniques
clinical-grant = Ouvrir les notes cliniques à { $name }
clinical-grant-short = Ouvrir les notes cliniques
clinical-grant-title = Ouvrir les notes cliniques à { $name } ?
clinical-grant-why = Cette personne lira les notes cliniques de tous les rendez-vous, y compris les anciennes. Le cabinet change de clés.
clinical-grant-do = Donner l’accès
clinical-granted = { $name } lit maintenant les notes cliniques. Les clés ont changé.
clinical-withdraw = Fermer les notes cliniques à { $name }
clinical-withdraw-short = Fermer les notes cliniques
clinical-withdraw-title = Fermer les notes cliniques à { $name } ?
clinical-withdraw-why = Cette personne ne lira plus aucune note clinique à venir. Ce qu’elle a déjà lu, elle l’a lu. Le cabinet change de clés.
clinical-withdraw-do = Retirer l’accès
clinical-withdrawn = { $name } ne lit plus les notes cliniques. Les clés ont changé.
keys-renew = Changer de clés maintenant
keys-renew-why = Un appareil est perdu, ou un moyen d’accès retiré ? Avec de nouvelles clés, ce qui a pu y être copié n’ouvre rien de ce qui viendra.
keys-renewed = Les clés ont changé.
rotation-interrupted = Un changement de clés commencé dans ce navigateur n’est peut-être pas terminé.
rotation-interrupted-why = Reprenez-le : ce qui est déjà fait ne sera pas refait. Seules des parts de secours qui n’ont pas été imprimées sont faites de nouveau.
rotation-resume = Reprendre
rotation-resumed = Le changement de clés est terminé.
team-officers-only = Seul un responsable du cabinet peut inviter ou retirer quelqu’un.
answered-title = Ont répondu à votre invitation
answered-why = Leur réponse porte le secret de votre lien. Vérifiez que c’est bien la personne attendue, puis admettez-la.
admit = Admettre
admitted = { $name } fait partie du cabinet. Les clés ont changé.
invite-title = Inviter un collègue
invite-why = Vous faites un lien, vous le donnez à votre collègue, il y répond, vous l’admettez.
invite-role = Son rôle
invite-officer = Responsable du cabinet
invite-officer-hint = Peut inviter, admettre et retirer des membres.
invite-make = Faire le lien
invite-made = Le lien est prêt, pour quatorze jours.
invite-made-why = Donnez-le en main propre ou par une voie sûre : qui le tient peut répondre à la place de votre collègue.
invite-copy = Copier le lien
invite-copied = Lien copié.
invite-another = Faire un autre lien
invitations-open = Invitations sans réponse
invitation-until = valable jusqu’au { $date }
rotation-title = Le cabinet change de clés. Gardez cette page ouverte.
rotation-begun = Préparation des nouvelles clés
rotation-progress = Clés remises à { $done } membres sur { $total }
rotation-failed = Les clés n’ont pas changé, et la liste des membres non plus.

## Which ways in open the practice

entry-title = Entrer dans le cabinet
entry-any = Une phrase de passe seule ouvre les clés du cabinet, dans n’importe quel navigateur.
entry-strong = Les clés du cabinet s’ouvrent avec une clé d’accès, un navigateur mémorisé ou un kit de papier ; jamais avec une phrase de passe seule.
entry-want = Demander plus qu’une phrase de passe
entry-want-title = Demander plus qu’une phrase de passe ?
entry-want-why = Une phrase de passe seule n’ouvrira plus le cabinet : il faudra une clé d’accès, un navigateur mémorisé ou le kit de papier. Le cabinet change de clés.
entry-want-self = Vous-même pourrez entrer : cette session a été ouverte par plus qu’une phrase de passe.
entry-want-others = Prévenez d’abord { $names }.
entry-want-others-why = L’application ne peut pas voir comment entrent vos collègues. Qui n’a ni clé d’accès, ni navigateur mémorisé, ni kit sous la main devra attendre que vous leviez cette règle.
entry-want-not-self = Vous seriez refusé vous-même.
entry-want-not-self-remedy = Ajoutez d’abord une clé d’accès ou mémorisez ce navigateur :
entry-want-do = Le demander
entry-wanted = Une phrase de passe seule n’ouvre plus le cabinet.
entry-lift = Ne plus le demander
entry-lifted = Une phrase de passe seule ouvre de nouveau le cabinet.
entry-refused = Ce cabinet demande plus qu’une phrase de passe.
entry-refused-why = Vous êtes entré avec votre phrase de passe, dans un navigateur que votre compte ne connaît pas. Vos clés sont bien les vôtres, mais le cabinet n’ouvre pas les siennes ainsi.
entry-refused-remedy = Entrez avec une clé d’accès, depuis un navigateur mémorisé, ou avec votre kit de papier.
entry-refused-leave = Entrer autrement
entry-refused-else = Vous n’avez rien de tout cela ? Un responsable du cabinet peut lever cette règle, dans « Équipe », le temps que vous ajoutiez une clé d’accès.
refusal-way-too-weak = Un cabinet où vous travaillez demande plus qu’une phrase de passe. Entrez avec une clé d’accès, depuis un navigateur mémorisé, ou avec votre kit de papier.
refusal-last-strong-way = Un cabinet où vous travaillez demande plus qu’une phrase de passe, et c’est votre dernier moyen d’y entrer. Ajoutez-en d’abord un autre.

## The root key

root-title = Clé racine du cabinet
root-what = Elle signe chaque changement de clés. Les responsables la détiennent ; un ancien responsable a pu en garder une copie. Elle se remplace : les officiers du gardien des clés vous appellent, puis sept jours passent, visibles de tous.
root-replaced-times = { $count ->
    [one] Remplacée une fois.
   *[other] Remplacée { $count } fois.
}
root-replace = Remplacer la clé racine
root-replace-how = Votre appareil en fait une nouvelle, que vous seul pourrez mettre en service. Les officiers appellent le cabinet au numéro d’un annuaire officiel et comparent avec vous une marque de six chiffres. À partir de leur accord, sept jours passent ; pendant ce temps chacun d’eux peut s’y opposer. Ensuite, vous revenez ici la mettre en service. Jusque-là, rien ne change, et les rendez-vous continuent.
root-reason = Pourquoi la remplacer ?
root-compromised = Quelqu’un d’autre peut en avoir une copie
root-compromised-why = Par exemple un ancien responsable. L’opposition de la clé actuelle n’y suffit pas : elle pourrait venir de lui. Les officiers décident.
root-lost = Plus personne ne l’a
root-lost-why = Les comptes de tous les responsables sont perdus, et il ne reste pas deux parts de secours.
root-renewed = Simple renouvellement
root-renewed-why = La clé actuelle doit être d’accord, et peut encore s’y opposer.
root-ask = Demander le remplacement
root-ask-why = Le gardien des clés doit vous reconnaître pour recevoir votre demande : il vous envoie un code.
root-not-asked = Le remplacement n’a pas été demandé.
root-not-yours = Un collègue qui détient toutes les clés du cabinet, notes cliniques comprises, peut demander son remplacement.
root-request = Le remplacement de la clé racine est demandé
root-asked = Demandé le { $date } ; les officiers n’ont pas encore donné leur accord.
root-ready = Les officiers ont donné leur accord ; pas avant le { $date }.
root-mark-taken = Une autre demande pour ce cabinet porte les mêmes six chiffres. Les vôtres naissent de votre compte et ne changent pas : faites faire la demande par un autre responsable. Si vous n’attendiez aucune autre demande, appelez les officiers du gardien.
root-mark = Marque, à comparer de vive voix avec les officiers :
root-request-why = Si personne du cabinet ne l’a demandé, opposez-vous et dites-le aux officiers au téléphone : un seul d’entre eux suffit pour l’arrêter.
root-object = Ce n’est pas nous : s’opposer
root-objected = Le gardien des clés sait que le cabinet s’y oppose.
root-waits = Une nouvelle clé racine attend d’être mise en service
root-waits-why = Le collègue qui l’a demandée doit le faire depuis cette page. S’il n’est plus là, demandez un autre remplacement ci-dessous : sept jours passent de nouveau. En attendant, le cabinet ne peut pas changer de clés ; sans cela, la prise de rendez-vous en ligne s’arrête quand la dernière confirmation de l’ancienne clé expire, dans quarante jours au plus.
root-waits-mine = Votre nouvelle clé racine peut être mise en service
root-waits-mine-why = Le cabinet change de clés, et les parts de secours sont refaites : il vous faut une imprimante ou un stylo. L’ancienne clé et les anciennes parts ne vaudront plus rien. Faites-le sans attendre.
root-take-up = Mettre la nouvelle clé en service
root-taken-up = La nouvelle clé racine est en service. L’ancienne ne vaut plus rien.

## How long past visits are kept, and the practice's end

period-title = Durée de conservation des rendez-vous passés
period-now =
    { $months ->
        [one] Un rendez-vous passé est gardé { $months } mois, puis effacé. Ce choix n’est pas public.
       *[other] Un rendez-vous passé est gardé { $months } mois, puis effacé. Ce choix n’est pas public.
    }
period-months =
    { $months ->
        [one] { $months } mois
       *[other] { $months } mois
    }
period-law-none = Aucune loi ne fixe de durée pour un rendez-vous. Le RGPD (article 5) demande de ne pas garder plus longtemps qu’il ne faut : pour la facturation, une réclamation ou le suivi, douze mois suffisent le plus souvent.
period-law-care = Ce qui relève des soins n’est pas concerné : une note, et ce que vous avez classé d’un rendez-vous honoré, restent au moins vingt ans, la durée d’usage d’un dossier médical (article R. 1112-7 du code de la santé publique).
period-law-shorter = Une durée plus courte efface. Elle compte donc après sept jours, pendant lesquels chaque responsable la voit ici et peut revenir en arrière. Une durée plus longue compte tout de suite ; elle ne ramène rien.
period-wanted = Garder les rendez-vous passés
period-choose = Choisir cette durée
period-chosen =
    { $months ->
        [one] Les rendez-vous passés sont gardés { $months } mois.
       *[other] Les rendez-vous passés sont gardés { $months } mois.
    }
period-begins =
    { $months ->
        [one] À partir du { $date } : { $months } mois seulement
       *[other] À partir du { $date } : { $months } mois seulement
    }
period-begins-why = Ce qui est plus ancien sera effacé le { $date }, pour toujours. Jusque-là, un responsable peut revenir en arrière.
period-take-back =
    { $months ->
        [one] Garder { $months } mois
       *[other] Garder { $months } mois
    }
period-officers = Un responsable du cabinet peut choisir une autre durée.
period-shorter =
    { $months ->
        [one] Ne garder que { $months } mois ?
       *[other] Ne garder que { $months } mois ?
    }
period-gone =
    { $count ->
        [0] Le { $date }, aucun rendez-vous n’est assez ancien pour disparaître.
        [one] Le { $date }, un rendez-vous disparaîtra pour toujours.
       *[other] Le { $date }, { $count } rendez-vous disparaîtront pour toujours.
    }
period-emptied =
    { $count ->
        [0] Aucun dossier de soins n’est touché.
        [one] D’un autre, qui relève des soins, ce que vous avez classé et noté restera ; ce que le patient avait écrit, non.
       *[other] De { $count } autres, qui relèvent des soins, ce que vous avez classé et noté restera ; ce que les patients avaient écrit, non.
    }
period-until = Jusqu’au { $date }, un responsable peut revenir en arrière ; après, personne.
closing-title = Fermer le cabinet
closing-goes = Tout disparaît de la plateforme, pour toute l’équipe et pour toujours : agenda, rendez-vous passés, ce que vous avez classé, notes, clés du cabinet. Nous ne pouvons rien vous rendre.
closing-care = Vous restez tenu de garder les dossiers de soins, en règle générale vingt ans après la dernière visite. Recopiez ou imprimez d’abord ce qu’ils doivent contenir.
closing-care-act = Ouvrir l’agenda
closing-before = Un cabinet ne se ferme que sans rendez-vous à venir, et une fois retiré de l’annuaire : demandez-le à l’exploitant.
closing-stays = Restent les lignes du journal public, qui ne nomment aucun patient ; le gardien cesse de répondre de vous.
closing-act = Fermer pour toujours
closing-sure = Fermer « { $name } » pour toujours ?
closing-sure-why = Personne ne pourra rouvrir ce cabinet ni rendre ce qu’il contient.
closing-name = Pour confirmer, écrivez le nom du cabinet : { $name }
closing-name-wrong = Ce n’est pas le nom du cabinet.
closing-done = « { $name } » est fermé.
