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
slot-move = Déplacer ici : { $when }
drag-target = { $time }

## Agenda: a visit

visit-unreadable = Illisible
visit-unreadable-title = Ce rendez-vous ne s’ouvre pas ici.
visit-unreadable-why = Son heure est sûre, son contenu ne l’est pas : une clé manque ou l’enveloppe a été altérée. Nous ne montrons rien plutôt qu’un contenu douteux. Demandez à un collègue de l’ouvrir ; s’il n’y parvient pas non plus, accueillez la personne et reprenez ses indications.
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
visit-history = Historique
visit-history-why = Chaque étape est signée et vérifiée ici.
step-taken-patient = Pris par le patient pour { $when }
step-taken-practice = Pris par le cabinet pour { $when }
step-moved-patient = Déplacé par le patient à { $when }
step-moved-practice = Déplacé par le cabinet à { $when }
step-cancelled-patient = Annulé par le patient
step-cancelled-practice = Annulé par le cabinet
step-back = Remis à venir

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
time-wrong = Cette heure n’existe pas ce jour-là. Choisissez-en une autre.

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

waiting-room = Salle d’attente
waiting-nobody = Personne n’attend.
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
said-noshow = { $name } : absent.
said-booked = { $name } : de nouveau à venir.
said-moved = { $name } : déplacé à { $when }.
said-cancelling = { $name } : le rendez-vous sera annulé dans dix secondes.
said-kept = { $name } : le rendez-vous est gardé.
said-cancelled = { $name } : rendez-vous annulé.
said-not-cancelled = Une annulation n’a pas pu être envoyée. Le rendez-vous tient toujours.
said-new = { $name } : rendez-vous pris pour { $when }.
said-note = Note enregistrée.
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
open-unlisted = Le cabinet n’apparaît pas encore dans la recherche : l’exploitant vérifie d’abord qui vous êtes, puis l’inscrit.
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
