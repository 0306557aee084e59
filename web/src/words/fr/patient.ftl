# The patient: search, practitioner, booking, appointments.

moment = { $day } à { $time }
times-of = Heures de { $place }

## Search

search-lead = Prenez rendez-vous.
search-lead-promise = Seul votre cabinet saura pourquoi.
search-who = Qui, ou quoi ?
search-who-example = Médecin généraliste, nom…
search-where = Où ?
search-where-example = Ville ou code postal
search-when = Quand ?
search-when-soonest = Au plus tôt
search-when-from = À partir d’un jour
search-from = À partir du
search-go = Chercher
search-new = Nouvelle recherche
search-busy = Recherche en cours
search-failed = La recherche n’a pas abouti.
search-radius = Distance
search-within = Jusqu’à { $km } km
search-sort = Ordre
sort-soonest = Au plus tôt
sort-distance = Au plus près
filters = Filtres
filter-language = Parle { $language }
filter-new = Nouveaux patients
filter-video = En vidéo
filter-home = À domicile
access-wheelchair = Accès en fauteuil roulant
access-hearing = Aide pour malentendants
access-visual = Aide pour malvoyants
results-count =
    { $count ->
        [0] Aucun praticien
        [one] Un praticien
        [200] 200 praticiens ou plus
       *[other] { $count } praticiens
    }
results-count-near =
    { $count ->
        [0] Aucun praticien près de { $place }
        [one] Un praticien près de { $place }
        [200] 200 praticiens ou plus près de { $place }
       *[other] { $count } praticiens près de { $place }
    }
results-refreshing = Certains agendas sont encore relus : quelqu’un d’autre peut être libre plus tôt. Cherchez à nouveau, ou précisez votre recherche.
results-none = Personne ne correspond à tout cela à la fois.
results-try = Ceci donnerait des résultats :
results-try-nothing = Retirez un critère, ou cherchez une autre spécialité.
also-radius =
    { $total ->
        [one] Jusqu’à { $km } km (un praticien)
        [200] Jusqu’à { $km } km (200 praticiens ou plus)
       *[other] Jusqu’à { $km } km ({ $total } praticiens)
    }
specialty-other = Autre spécialité
also-specialty =
    { $total ->
        [one] { $specialty } (un praticien)
        [200] { $specialty } (200 praticiens ou plus)
       *[other] { $specialty } ({ $total } praticiens)
    }
also-without =
    { $total ->
        [one] Sans « { $filter } » (un praticien)
        [200] Sans « { $filter } » (200 praticiens ou plus)
       *[other] Sans « { $filter } » ({ $total } praticiens)
    }
filters-all = tous les filtres
also-date =
    { $total ->
        [one] À partir du { $day } (un praticien)
       *[other] À partir du { $day } ({ $total } praticiens)
    }
pages = Pages de résultats
page-previous = Précédents
page-next = Suivants
page-of = Page { $page } sur { $pages }
distance = à { $km } km

how-title = Comment le sceau vous protège
how-write = Vous écrivez
how-write-sentence = Votre nom, votre motif et votre message sont scellés dans votre navigateur, avant de partir.
how-carry = La plateforme porte
how-carry-sentence = Elle voit qu’une heure est prise chez un praticien. Elle ne sait ni par qui, ni pourquoi.
how-open = Le cabinet ouvre
how-open-sentence = Seul le cabinet a la clé. Vous gardez la vôtre ; personne d’autre n’en a de copie.
how-more = Comment ça marche
how-trust = Ce que nous prouvons
how-practice = Vous êtes un cabinet ?

## A practitioner

sector-1 = Secteur 1, sans dépassement
sector-2 = Secteur 2, honoraires libres
sector-short-1 = Secteur 1
sector-short-2 = Secteur 2
sector-hors = Non conventionné
speaks = Parle { $languages }
no-new-patients = N’accepte pas de nouveaux patients
no-new-patients-why = Si vous êtes déjà suivi ici, réservez. Sinon, le cabinet risque d’annuler.
fictitious = Praticien fictif
attended = Démonstration : ce cabinet répond
unattended = Réservations non lues
unattended-title = Personne ne lit les réservations de ce cabinet.
unattended-why = C’est un cabinet de démonstration. N’y prenez pas un rendez-vous dont vous avez besoin. Pour essayer avec une réponse, choisissez un cabinet marqué « ce cabinet répond ».
channel-office = Au cabinet
channel-home = À domicile
channel-video = En vidéo
times-free = Heures libres
times-free-of = Heures libres de { $name }
times-none = Aucune heure libre en ligne pour l’instant.
times-none-here = Aucune heure libre ces jours-ci.
times-none-remedy = Revenez plus tard, ou téléphonez au cabinet.
times-next = Prochaine heure libre : { $moment }
times-next-title = Prochaines heures libres
times-from = À partir du
book = Prendre rendez-vous
practical = Informations pratiques
address = Adresse
phone = Téléphone
motives = Motifs de rendez-vous
publication-refused = La réservation en ligne est suspendue ici.

## Booking

booking-title = Rendez-vous avec { $name }
booking-steps = Étapes du rendez-vous
booking-summary = Votre rendez-vous
booking-impossible = Ce rendez-vous ne peut pas être pris ici.
step-motive = Motif
step-time = Heure
step-person = Pour qui
step-confirm = Confirmer
motive-question = Pour quel motif ?
motive-sealed = Votre motif est scellé. La plateforme ne voit qu’une durée.
motive-open = Motif à choisir
motive-for = { $motive }, { $duration }
motives-none = Aucun motif ne se réserve en ligne ici.
motives-none-remedy = Téléphonez au cabinet.
reserved-known = réservé aux patients du cabinet
reserved-colleagues = réservé aux confrères et consœurs
reserved-title = Réservé aux patients du cabinet
reserved-what = { $motives } : ce cabinet garde ces horaires pour les patients qu’il connaît.
reserved-why = Vous avez déjà consulté ici ? Demandez son mot au cabinet : il vous reconnaît au rendez-vous d’où part la demande. Le mot lui-même ne dit à personne qui vous êtes, et sert une fois.
reserved-sign-in = Se connecter pour le demander
reserved-lapsed = Les mots que vous aviez ne valent plus : le cabinet a changé ses clés depuis.
reserved-ask = Demander au cabinet
reserved-busy = Vos rendez-vous passés sont relus un par un.
reserved-asked = Votre demande est chez le cabinet. Dès qu’il aura répondu, ces horaires s’ouvriront ici.
reserved-waiting = Vous l’avez demandé le { $day }. Le cabinet n’a pas encore répondu ; il doit le faire au plus tard le { $due }.
reserved-refused = Le cabinet a refusé le { $day } :
reserved-refused-remedy = Téléphonez-lui, ou choisissez un motif ouvert à tous.
reserved-used = Les mots que ce cabinet vous a donnés ont servi. Votre prochain rendez-vous qui aura lieu ici en apportera d’autres.
reserved-nobody = Ce compte n’a encore aucun rendez-vous qui ait eu lieu ici. Le premier en apportera, de lui-même. Si le vôtre a été pris par téléphone, demandez au cabinet de le remettre à votre application.
word-letter = J’ai déjà consulté ici. Je voudrais pouvoir réserver les horaires que vous gardez pour vos patients.
word-shown = Un mot du cabinet a servi. Ce rendez-vous en apportera d’autres quand il aura eu lieu.
time-open = Heure à choisir
time-unheld = pas encore gardée pour vous
time-not-free = Cette heure n’est pas libre pour ce motif.
time-not-free-remedy = Choisissez-en une autre ci-dessous.
time-taken = L’heure du { $moment } vient d’être prise.
time-taken-next = Rien n’a été réservé. Les heures libres les plus proches :
time-gone = prise
time-others = Voir toutes les heures
time-taken-elsewhere = Dans le même cabinet, pour le même motif :
time-with = { $moment }, avec { $name }
gate-why = Il vous faut maintenant vos clés : ce que vous allez écrire sera scellé pour le cabinet, et le rendez-vous ne s’ouvrira qu’avec elles.
gate-kept = Le motif et l’heure choisis vous attendent ici. L’heure n’est pas encore gardée : elle le sera, dix minutes, dès que vous serez entré.
gate-staff = Vous êtes connecté comme membre d’un cabinet.
gate-staff-remedy = Pour prendre un rendez-vous pour vous-même, déconnectez-vous d’abord.
person-question = Pour qui est le rendez-vous ?
person-me = Pour moi
person-other = Pour quelqu’un d’autre
person-other-detail = Un enfant, un parent
person-for = Pour
person-sealed = Seul le cabinet lira ces lignes.
person-keep = Garder ces coordonnées, scellées, dans mon compte
given = Prénom
given-missing = Entrez le prénom.
family = Nom
family-missing = Entrez le nom.
birth-date = Date de naissance
birth-date-missing = Entrez la date de naissance.
birth-date-future = La date de naissance est dans le futur. Vérifiez l’année.
contact = Contact
contact-missing = Entrez un téléphone ou une adresse e-mail, pour que le cabinet puisse vous joindre.
phone-wrong = Ce numéro est trop court. Vérifiez-le.
note = Message au cabinet
note-hint = Ce que le praticien doit savoir avant de vous voir.
reads-practice = Le cabinet lira le nom, la naissance, le contact, le motif et le message.
reads-platform = La plateforme verra qu’une heure est prise chez ce praticien. Ni par qui, ni pourquoi.
reads-reminder = Les rappels diront « Quelque chose vous attend », sans nom, sans lieu et sans motif.
book-confirm = Confirmer le rendez-vous
book-busy = Votre demande est scellée, puis envoyée.
booking-refused = Le rendez-vous n’est pas pris.
booked-title = Votre rendez-vous est pris
instructions = Pour vous préparer
reminders-title = Ce que vous recevrez
reminders-what = Un e-mail de confirmation dans l’heure, puis un rappel la veille.
reminders-today = Un e-mail de confirmation dans l’heure.
reminders-not = Ces messages disent seulement que quelque chose vous attend ici. Ils ne nomment ni le praticien, ni l’heure, ni le motif.
appointments-see = Voir mes rendez-vous
calendar-add = Ajouter à mon agenda
calendar-summary = Rendez-vous
calendar-description = Les détails s’ouvrent dans Serment, avec vos clés.
calendar-file = rendez-vous.ics

## Appointments

appointment-next = Le prochain
appointment-open = Ouvrir
appointments-ahead = À venir
appointments-none = Aucun rendez-vous à venir
appointments-none-what = Ceux que vous prendrez ici apparaîtront sur cette page.
appointments-past =
    { $count ->
        [one] Un rendez-vous passé ou annulé
       *[other] { $count } rendez-vous passés ou annulés
    }
appointments-failed = Vos rendez-vous n’ont pas pu être lus.
doubt-with = Avec { $name } : un rendez-vous que nous ne pouvons pas vous confirmer
doubt-unknown = Un rendez-vous que nous ne pouvons pas vous confirmer
doubt-others = Vos autres rendez-vous ont été vérifiés : cela ne les touche pas.
doubt-call = Téléphoner au cabinet : { $phone }
appointment-missing = Ce rendez-vous ne s’ouvre pas avec vos clés.
state-booked = Rendez-vous confirmé
state-arrived = Vous êtes attendu
state-fulfilled = Visite terminée
state-noshow = Visite manquée
state-cancelled = Rendez-vous annulé
move = Déplacer
move-title = Déplacer le rendez-vous ?
move-from = Prévu pour le moment { $moment }, avec { $name }.
move-kept = Le motif et votre message restent scellés tels quels. Seule l’heure change.
move-what = Du { $before } au { $after }.
move-confirm = Déplacer
move-other = Choisir une autre heure
move-stay = Garder l’heure actuelle
move-impossible = Ce rendez-vous ne peut pas être déplacé ici.
move-too-late = Il a commencé, ou il est annulé. Téléphonez au cabinet.
moved = Déplacé : { $moment }.
cancel-visit = Annuler le rendez-vous
cancel-title = Annuler ce rendez-vous ?
cancel-what = { $moment }, avec { $name }. L’heure sera rendue à d’autres ; vous ne pourrez pas la reprendre à coup sûr.
cancel-keep = Le garder
cancelled = Le rendez-vous est annulé. Le cabinet le verra.
change-until = Vous pouvez déplacer ou annuler jusqu’au début. Prévenez tôt : quelqu’un attend peut-être cette heure.
note-yours = Votre message
history = Historique
history-booked = Pris pour
history-cancelled = Annulé
history-moved = Déplacé au
history-kept = Maintenu au
history-signed = Chaque étape est signée par vous ou par le cabinet ; votre navigateur vient de le vérifier.
by-you = par vous
by-practice = par le cabinet
