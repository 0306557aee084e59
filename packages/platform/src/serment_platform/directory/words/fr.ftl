# Le site public. Phrases courtes, au vouvoiement ; ce qui est promis est dit exactement.

site = Serment
skip = Aller au contenu
lead-1 = Prenez rendez-vous.
lead-2 = Seul votre cabinet saura pourquoi.
home-title = Prendre rendez-vous
nav-trust = Confiance
nav-privacy = Vie privée
nav-how = Comment ça marche
nav-security = Sécurité
nav-app = Mes rendez-vous
nav-practice = Espace des cabinets
nav-main = Principal
language-switch = English
footer-promise = Aucun cookie, aucun traceur, aucun tiers. Nous ne gardons rien de ce que vous cherchez.

search-title = Chercher un rendez-vous
search-specialty = Profession ou spécialité
search-any = Toutes
search-often = Le plus souvent demandées
search-others = Les autres, de A à Z
search-name = Nom
search-name-hint = Praticien ou cabinet
search-place = Où
search-place-hint = Ville ou code postal
search-from = À partir du
search-button = Rechercher
search-again = Modifier la recherche
search-radius = Distance
search-km = { $km } km
search-language = Langue parlée
search-sector = Tarifs
search-any-sector = Tous
search-channel = Consultation
search-any-channel = Indifférent
search-patients = Patients
search-any-patients = Tous
search-new-patients = Nouveaux patients acceptés
search-access = Accessibilité
search-any-access = Indifférent
access-wheelchair = Accès en fauteuil roulant
access-hearing = Aide pour malentendants
access-visual = Aide pour malvoyants
search-sort = Classer
sort-soonest = Au plus tôt
sort-distance = Au plus près
optional = facultatif

place-unknown = Nous ne connaissons pas « { $place } ». Essayez le nom d’une ville voisine ou son code postal.
place-choice = Vous vouliez dire :
date-unknown = Cette date n’est pas lisible. Écrivez-la comme 2026-12-01, ou laissez vide.
date-too-far = Aucun cabinet ne prend de rendez-vous aussi loin. Choisissez un jour plus proche.

results-title = { $total ->
    [0] Personne ne correspond
    [one] 1 praticien
    [200] 200 praticiens ou plus
   *[other] { $total } praticiens
 }
results-around = autour de { $place }
results-within = à moins de { $km } km
results-from = à partir du { $day }
results-none = Vérifiez l’orthographe, ou demandez-en moins à la fois : un nom seul, ou une ville seule.
results-try = Essayez plutôt :
results-refreshing = Certains agendas sont encore relus : quelqu’un d’autre peut être libre plus tôt. Cherchez à nouveau, ou précisez votre recherche.
results-nothing-free = Aucun de ces praticiens n’a d’horaire libre en ligne à partir de cette date.
also-radius = Chercher jusqu’à { $value } km ({ $total ->
    [one] 1 praticien
    [200] 200 praticiens ou plus
   *[other] { $total } praticiens
 })
also-specialty = { $value } ({ $total ->
    [one] 1 praticien
    [200] 200 praticiens ou plus
   *[other] { $total } praticiens
 })
also-without = { $value ->
    [language] Sans la langue
    [sector] Sans le secteur
    [channel] Sans le mode de consultation
    [accepts_new] Sans « nouveaux patients »
    [access] Sans l’accessibilité
   *[filters] Sans aucun filtre
 } ({ $total ->
    [one] 1 praticien
    [200] 200 praticiens ou plus
   *[other] { $total } praticiens
 })
also-date = À partir du { $value } ({ $total ->
    [one] 1 praticien
   *[other] { $total } praticiens
 })
page-of = Page { $page } sur { $pages }
page-next = Suivants
page-previous = Précédents
pages = Pages de résultats

distance = à { $km } km
distance-near = à moins de 1 km
sector-1 = Secteur 1, sans dépassement
sector-2 = Secteur 2, honoraires libres
sector-3 = Secteur 3, non conventionné
sector-hors = Non conventionné
sector-short-1 = Secteur 1
sector-short-2 = Secteur 2
sector-short-3 = Secteur 3
sector-short-hors = Non conventionné
no-new-patients = N’accepte pas de nouveaux patients
fictitious = Fictif
attended = Démonstration : ce cabinet lit ses réservations et y répond.
unattended = Démonstration : personne ne lit les réservations de ce cabinet.
times-of = Prochains horaires de { $name }
time-at = { $day } à { $time }
times-more = horaires de { $name }, { $day }
times-none = Pas d’horaire libre en ligne.
times-more-count = + { $count }
times-day-none = aucun horaire libre
times-none-week = Pas d’horaire libre ces jours-ci.
times-next = Prochain horaire libre : { $moment }
times-zone = Heures locales : { $zone }

practitioner-book = Prendre rendez-vous
practitioner-sealed = Votre nom et votre motif seront scellés : seul ce cabinet pourra les lire.
practitioner-motives = Motifs de consultation
practitioner-times = Prochains horaires
practitioner-address = Adresse
practitioner-phone = Téléphone
practitioner-languages = Langues parlées
practitioner-fees = Tarifs
practitioner-new = Nouveaux patients
practitioner-new-yes = Acceptés
practitioner-new-no = Non acceptés
practitioner-about = Présentation
practitioner-minutes = { $minutes } min
practitioner-channel-office = Au cabinet
practitioner-channel-home = À domicile
practitioner-channel-video = En vidéo

how-title = Comment ça marche
how-lead = Votre rendez-vous voyage dans une enveloppe scellée.
how-1-title = Vous écrivez, votre appareil scelle
how-1 = Votre nom, votre motif et votre message sont enfermés dans une enveloppe sur votre appareil, avant de partir.
how-2-title = Nous transportons sans pouvoir lire
how-2 = Nous savons qu’un horaire est pris, chez qui et combien de temps. Ni par qui, ni pourquoi.
how-3-title = Votre cabinet ouvre
how-3 = Seul le cabinet que vous avez choisi a la clé. Ni nous, ni notre hébergeur, ni personne entre les deux.
how-more = Dans le détail
how-account-title = Votre compte
how-account = Une adresse e-mail sert une fois à vous envoyer un code. Elle est connue du seul gardien, un service indépendant, qui ne sait jamais chez qui vous prenez rendez-vous. Votre phrase de passe ne quitte pas votre appareil.
how-rights-title = Le droit de réserver
how-rights = Le gardien remet à chaque personne quelques jetons par semaine. Un jeton prouve que vous avez le droit de réserver, sans dire qui vous êtes : il est signé à l’aveugle.
how-reminder-title = Les rappels
how-reminder = La veille, vous recevez « Quelque chose vous attend ». Ni le nom du praticien ni l’heure n’y figurent : ils vous attendent dans l’application.
how-lost-title = Si vous perdez votre phrase de passe
how-lost = Un kit de douze mots, imprimé le premier jour, vous rend l’accès. Nous ne pouvons pas le faire à votre place : nous n’avons pas la clé.

practices-title = Pour les cabinets
practices-text = Un agenda que personne d’autre que votre équipe ne peut lire, même chez l’hébergeur. Logiciel libre, à installer où vous voulez.
practices-link = Ouvrir l’espace des cabinets
trust-title = À vérifier plutôt qu’à croire
trust-text = Ce que chaque partie peut voir est écrit noir sur blanc, et un test le vérifie sur une copie complète des bases de données.
trust-link = Ce que chacun peut voir

security-title = Ce que chacun peut voir
security-lead = Trois services séparés, et aucun ne peut lire votre rendez-vous. Voici ce que chacun sait, et ce qu’il ne sait pas.
security-who = Qui
security-knows = Sait
security-never = Ne sait pas
security-platform = La plateforme (ce site)
security-platform-knows = Les praticiens et leurs horaires, qui sont publics. Quels horaires sont pris, chez quel praticien, combien de temps. Des comptes sans nom et des enveloppes fermées.
security-platform-never = Votre nom, votre adresse, votre téléphone, votre motif, ni quel compte a pris quel rendez-vous.
security-custodian = Le gardien (une autre société)
security-custodian-knows = Votre adresse e-mail ou votre téléphone, et le jour où un rappel part.
security-custodian-never = Quel praticien, quel rendez-vous, votre compte ici, votre phrase de passe.
security-publisher = L’éditeur de l’application
security-publisher-knows = Que quelqu’un a chargé l’application.
security-publisher-never = Rien de ce que vous y faites.
security-practice = Votre cabinet
security-practice-knows = Ce que vous lui avez écrit, comme au téléphone.
security-practice-never = Vos rendez-vous ailleurs.
security-limits-title = Ce qui reste visible, et ce que nous ne promettons pas
security-limit-specialty = La spécialité d’un praticien dit déjà quelque chose. La plateforme voit qu’un horaire est pris chez un cardiologue, sans savoir par qui.
security-limit-live = Une plateforme malveillante qui observe en direct pourrait rapprocher l’adresse réseau et l’heure de vos demandes. Elle n’en garde rien ; c’est une règle de conduite, pas une preuve.
security-limit-together = La plateforme et le gardien ensemble pourraient tenter de deviner une phrase de passe faible, et relier des rappels à des rendez-vous. C’est pourquoi ils doivent appartenir à des sociétés différentes.
security-limit-practice = Qu’un cabinet soit un vrai cabinet, les officiers du gardien le vérifient. Dans une démonstration ils ne vérifient rien, et chaque page le dit. Ce qu’un officier a cru à tort, aucun programme ne le voit.
security-limit-app = L’application est du code que votre navigateur télécharge. Qui la distribue pourrait la changer : son empreinte est inscrite au journal public, et « Cette application », au pied de l’application, compare. Une application changée pourrait mentir là aussi ; seule une vérification faite d’ailleurs (serment verify release) ne s’y laisse pas prendre.
security-kept-title = Ce que ce site garde de votre visite
security-kept = Rien. Pas de cookie, pas de mesure d’audience, pas d’adresse dans les journaux. Votre recherche voyage dans le corps d’une demande, et nous ne l’écrivons nulle part. Pour que le bouton « Retour » retrouve vos résultats, leur adresse la contient, chiffrée sous une clé qui ne vit qu’en mémoire : cette adresse reste dans l’historique de votre navigateur, où qui l’ouvre le jour même ou le lendemain revoit ces résultats. Ensuite, plus personne ne peut la lire.

forgotten-title = Refaites la recherche
forgotten = Une recherche se rouvre jusqu’au lendemain, parfois moins longtemps, et seulement par l’adresse exacte de ses résultats. Nous n’en gardons rien : il suffit de la refaire.

not-found-title = Cette page n’existe pas
not-found = L’adresse est peut-être incomplète, ou le praticien n’est plus inscrit.
not-found-home = Chercher un rendez-vous
