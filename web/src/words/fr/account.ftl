# Ways in: signing up, signing in, my keys.

## Signing in

sign-in = Se connecter
sign-out = Se déconnecter
signed-out = Vous êtes déconnecté. Vos clés ont quitté la mémoire de ce navigateur.
locked-idle = Personne n’a touché cette page depuis un moment. Vos clés ont été refermées.
sign-in-title = Se connecter
sign-in-why = Vos rendez-vous ne s’ouvrent qu’avec vos clés.
sign-in-practice-title = Se connecter au cabinet
sign-in-practice-why = L’agenda ne s’ouvre qu’avec les clés d’un membre du cabinet.
sign-in-practice = Je travaille dans un cabinet
sign-in-failed = La connexion n’a pas abouti.
sign-in-remembered = Ouvrir avec ce navigateur
sign-in-remembered-name = Continuer comme { $name }
sign-in-remembered-hint = Ce navigateur a été mémorisé. Il suffit à vous ouvrir.
sign-in-by-kit = Entrer avec mon kit de papier
sign-in-by-passkey = Entrer avec une clé d’accès
sign-in-by-email = Entrer avec mon adresse e-mail
sign-in-instead = J’ai déjà un compte
sign-up-instead = Créer un compte

email = Adresse e-mail
email-wrong = Cette adresse est incomplète. Elle doit ressembler à nom@exemple.fr.
email-change = Changer d’adresse
code = Code reçu par e-mail
code-send = Recevoir un code
code-sent = Un code à six chiffres part vers { $email }. Il est valable dix minutes. S’il ne vient pas, regardez dans les indésirables.
code-sent-again = Un nouveau code vient de partir.
code-again = Renvoyer un code
code-wrong = Le code a six chiffres. Recopiez-le depuis l’e-mail.
remember = Mémoriser ce navigateur
remember-hint = Vous n’aurez plus à retaper votre phrase ici. À éviter sur un appareil partagé.
browser-name = Ce navigateur
hardening = Votre phrase est en train d’être durcie. Cela prend quelques secondes.

## The passphrase

passphrase = Phrase de passe
passphrase-hint = Les six mots notés à l’inscription, ou la vôtre.
passphrase-missing = Entrez votre phrase de passe.
passphrase-why = La phrase de passe ouvre vos clés. Elle ne quitte jamais ce navigateur : personne ne peut la lire, ni vous la renvoyer.
passphrase-way = Choix de la phrase
passphrase-proposed = Proposée
passphrase-own = La mienne
passphrase-another = Proposer d’autres mots
passphrase-try = Je l’ai notée, essayer
passphrase-typed = Retapez la phrase de passe
passphrase-typed-hint = De mémoire ou depuis votre papier : ce qui n’a pas été essayé ne compte pas.
passphrase-differs = Ce n’est pas la même phrase. Revoyez-la, ou retapez-la.
passphrase-see-again = Revoir la phrase
passphrase-own-hint = Plusieurs mots sans lien entre eux valent mieux qu’un mot compliqué.
passphrase-enough = Assez difficile à deviner
passphrase-not-enough = Pas encore assez difficile à deviner
passphrase-weak = Cette phrase est trop facile à deviner. Ajoutez des mots.
passphrase-use = Employer cette phrase

passphrase-change = Changer de phrase de passe
passphrase-change-why = La nouvelle phrase remplacera l’ancienne. Votre kit et vos autres moyens d’accès ne changent pas.
passphrase-change-email = Le gardien doit vous reconnaître pour durcir la nouvelle phrase : il vous envoie un code.
passphrase-changed = Votre phrase de passe est changée. L’ancienne n’ouvre plus rien.
passphrase-unchanged = La phrase de passe n’est pas changée.

## Passkeys

passkey-title = Une clé d’accès
passkey-why = Votre téléphone, votre ordinateur ou une clé de sécurité vous reconnaît, et votre compte s’ouvre sans code ni phrase. Il vous le demandera deux fois : pour créer la clé d’accès, puis pour l’essayer.
passkey-name = Son nom
passkey-name-hint = Pour la reconnaître dans cette page. Par exemple : mon téléphone.
passkey-add = Ajouter une clé d’accès
passkey-make = Créer la clé d’accès
passkey-kept = Votre clé d’accès est en service.
passkey-failed = La clé d’accès n’est pas en service.
passkey-impossible = Ce navigateur, ou cette adresse, ne permet pas les clés d’accès. Un kit de papier rend le même service.
passkey-account-patient = Mes rendez-vous
passkey-account-staff = Mon cabinet

## Signing up

sign-up-title = Créer un compte
sign-up-why = Le compte garde vos rendez-vous, scellés. Une adresse e-mail suffit.
sign-up-email-hint = Le gardien, un service indépendant, l’emploie pour vous envoyer un code et des rappels. Il ignore chez qui vous avez rendez-vous.
sign-up-failed = Le compte n’est pas encore créé.
sign-up-known = Cette adresse a déjà servi ici.
sign-up-known-remedy = Si vous avez un compte, connectez-vous : un second compte ne verrait pas vos rendez-vous.
sign-up-done = Votre compte est ouvert.
sign-up-done-kit = Votre kit vous ramènera si vous oubliez la phrase.
sign-up-done-passkey = Votre clé d’accès vous ramènera si vous oubliez la phrase.
sign-up-unfinished = Votre compte est ouvert, mais il n’est pas terminé.
sign-up-unfinished-why = Il lui manque un second moyen de revenir. Tant que vous n’en avez pas essayé un, une phrase oubliée le perdrait : vous pouvez regarder et chercher, mais pas encore réserver.
sign-up-unfinished-practice = Il lui manque un second moyen de revenir. Tant que vous n’en avez pas essayé un, une phrase oubliée le perdrait : vous ne pouvez pas encore ouvrir ni rejoindre un cabinet.
sign-up-way-back = Essayer un second moyen
sign-up-finish-later = Terminer plus tard
sign-up-done-sealed = Tout ce que vous confiez à un cabinet est scellé.
sign-up-resume = Reprendre mon rendez-vous
sign-up-finish = Terminer
step-email = E-mail
step-code = Code
step-passphrase = Phrase
step-kit = Retour
step-done = Terminé

## A second way back

way-back-why = Si vous oubliez la phrase de passe, personne ne peut vous la rendre. Un second moyen vous ramène ; essayez-le maintenant, et votre compte est sûr.
way-back-choice = Choix du second moyen

## The paper kit

kit-title = Votre kit de papier
kit-why = Ces douze mots ouvrent votre compte sans e-mail et sans phrase de passe. Imprimez-les ou écrivez-les, et rangez-les chez vous.
kit-paper-note = Ces mots ouvrent votre compte. Ne les photographiez pas, ne les dictez à personne. La page imprimée porte aussi un code à viser, et ce qu’il faut pour lire la copie de votre compte.
kit-of-patient = Kit de papier
kit-of-staff = Kit de papier · compte de cabinet
kit-made = Fait le { $date } pour { $host }. À ranger chez vous, avec les papiers importants.
kit-code = Code qui ouvre votre compte
kit-how = Pour revenir
kit-how-code = Visez ce code avec l’appareil photo d’un téléphone ou d’une tablette, et ouvrez l’adresse qu’il montre.
kit-how-words = Ou bien : sur { $host }, « Se connecter », puis « Entrer avec mon kit de papier », et les douze mots dans l’ordre.
kit-how-after = Ensuite, dans « Mes clés », faites un nouveau kit et retirez celui-ci.
kit-care = À qui le montrer
kit-care-note = À personne. Ce papier ouvre votre compte à qui l’a sous les yeux, sans rien d’autre. Ne le photographiez pas.
kit-file-title = Le fichier du kit
kit-file-paper = Dans « Mes clés » se télécharge une copie de votre compte, fermée par cette clé. Avec le fichier et ce papier, vos rendez-vous se lisent et se prouvent sans aucun serveur.
kit-file-command = Copiez la clé d’un seul tenant, sans espaces, dans un fichier cle.txt, puis, avec le programme libre « age » :
kit-file-why = Le fichier du kit est une copie de votre compte, que seul votre kit de papier ouvre. Rangez-le où vous voulez : sans le papier, il ne vaut rien.
kit-file-last = Dernier fichier : { $date }. Ce que vous avez pris depuis n’y est pas.
kit-file-never = Aucun fichier n’a encore été fait.
kit-file-save = Télécharger le fichier du kit
kit-file-made = Le fichier du kit est fait.
kit-file-old = Votre kit date d’avant les fichiers. Un nouveau kit peut en avoir un.
kit-file-heading = COPIE DE MON COMPTE SERMENT
kit-file-made-on = Faite le { $date }, chez { $installation }.
kit-file-what = Ce fichier dit quels rendez-vous ont été pris, et permet de le prouver sans aucun serveur. Il ne s’ouvre qu’avec le kit de papier. Ne le laissez pas ouvert : il contient des données de santé.
kit-file-person = QUI
kit-file-name = Nom
kit-file-born = Naissance
kit-file-visits = RENDEZ-VOUS
kit-file-none = Aucun.
kit-file-motive = Motif
kit-file-for = Pour
kit-file-note = Message au cabinet
kit-file-number = Numéro
kit-file-ways = MOYENS D’ACCÈS
kit-file-line = { $label } : { $value }
kit-file-programs = POUR LES PROGRAMMES. La suite contient la clé de chaque rendez-vous, tout ce qui a été signé, et les clés des cabinets avec leur preuve dans le journal public. La commande serment-client open-kit-file la vérifie sans réseau.
title-kit = Entrer avec un kit de papier
kit-entry-patient = Votre kit a été lu. Il ouvre vos rendez-vous, sans e-mail et sans phrase de passe.
kit-entry-staff = Votre kit a été lu. Il ouvre votre compte de cabinet, sans e-mail et sans phrase de passe.
kit-entry-note = Le code a quitté la barre d’adresse. L’historique de ce navigateur a pu le garder : une fois entré, faites un nouveau kit.
kit-enter = Entrer
kit-arrived = Vous êtes entré avec le code de votre kit.
kit-arrived-why = L’historique de ce navigateur a pu garder ce code. Faites un nouveau kit, puis retirez l’ancien.
kit-print = Imprimer
kit-try = Je les ai, essayer
kit-typed = Retapez les douze mots
kit-words = Les douze mots
kit-words-hint = Dans l’ordre, séparés par des espaces. Les accents comptent peu.
kit-check = Vérifier le kit
kit-see-again = Revoir les mots
kit-later = Plus tard
kit-kept = Votre kit est en service.
kit-make = Faire un kit
kit-make-another = Faire un autre kit

## A second device

title-device = Ouvrir cet appareil
device-add = Ajouter un appareil
device-scan = Avec l’appareil photo de votre téléphone ou de votre tablette, visez ce code et ouvrez l’adresse qu’il montre.
device-code = Code à viser avec l’autre appareil
device-link = Je ne peux pas viser le code
device-minutes = Ce code vaut cinq minutes, pour un seul appareil. Ne le montrez à personne d’autre.
device-show-again = Montrer un nouveau code
device-asks = « { $name } » demande à entrer. Comparez ces six chiffres avec ceux qu’il montre.
device-mark = Chiffres à comparer :
device-admit = Les chiffres sont les mêmes
device-refuse = Ce ne sont pas les mêmes
device-kept = Votre autre appareil est en service.
device-name = Nom de cet appareil
device-name-hint = Pour le reconnaître dans « Mes clés ». Par exemple : mon téléphone.
device-arrive-why = Votre compte s’ouvrira aussi sur cet appareil, sans code ni phrase de passe. À éviter sur un appareil partagé.
device-arrive = Demander à entrer
device-compare = Comparez ces six chiffres avec ceux du premier appareil, puis confirmez là-bas.
device-waiting = En attente du premier appareil.
device-arrived = Cet appareil est en service. Pour réserver ici, demandez une fois un code par e-mail.
device-failed = Cet appareil n’est pas en service.

## The address, and what practices are told

keys-address = Vous joindre
address-sentence = Le gardien envoie vos codes et vos rappels à { $email }.
address-unknown = Le gardien envoie vos codes et vos rappels à votre adresse. Il ne la montre qu’à vous.
address-sentence-staff = Le gardien envoie vos codes à { $email }.
address-unknown-staff = Le gardien envoie vos codes à votre adresse. Il ne la montre qu’à vous.
address-show = Voir ou changer mon adresse
address-prove = Le gardien doit vous reconnaître : il vous envoie un code.
address-change = Changer d’adresse
address-new = Nouvelle adresse e-mail
address-mailbox = Lisez-vous encore { $email } ?
address-mailbox-read = Oui
address-mailbox-lost = Non, je n’y ai plus accès
address-at-once = Changement immédiat
address-in-a-week = Changement dans une semaine
address-lost-why = L’ancienne adresse sera prévenue tout de suite, puis deux jours avant. Qui la lit encore peut tout arrêter : ainsi personne ne prend votre compte avec un appareil volé.
address-send-both = Recevoir les deux codes
address-sent-both = Deux codes partent, un vers chaque adresse. Ils sont valables dix minutes. S’ils ne viennent pas, regardez dans les indésirables.
address-code = Code reçu par { $email }
address-again = Revoir les adresses
address-unchanged = L’adresse n’est pas changée.
address-changed = Votre adresse est changée. L’ancienne en est prévenue.
address-awaited = À partir du { $date }, vos codes iront à { $email }.
address-awaited-why = Jusque-là, tout va encore à l’adresse présente, qui est prévenue. Si vous n’avez rien demandé, arrêtez ce changement et retirez les appareils que vous ne reconnaissez pas.
address-keep = Garder l’adresse présente
address-kept = Le changement est arrêté. Votre adresse reste la même.
profile-change = Mes coordonnées pour les cabinets
profile-why = C’est ce qui remplit vos prochains rendez-vous. Les cabinets où vous êtes déjà attendu gardent ce que vous leur avez donné.
profile-sealed = Gardé dans votre compte, scellé. Le gardien n’a aucun numéro de téléphone.
profile-kept = Vos coordonnées sont enregistrées.
title-veto = Arrêter un changement d’adresse
veto-why = Quelqu’un qui est entré dans votre compte Serment a demandé que ses codes aillent à une autre adresse. Si ce n’est pas vous, arrêtez-le ici.
veto-act = Arrêter le changement
veto-else = Si c’est vous, fermez cette page : il n’y a rien à faire.
veto-done = Le changement est arrêté.
veto-then = Vos codes continuent d’arriver à cette adresse. Retirez maintenant les appareils que vous ne reconnaissez pas.
veto-keys = Ouvrir « Mes clés »

## My keys

keys-title = Mes clés
keys-why = Tout ce qui ouvre vos rendez-vous. Rien d’autre ne les ouvre.
keys-why-staff = Tout ce qui ouvre votre compte, et avec lui votre part des clés du cabinet. Rien d’autre ne l’ouvre.
keys-in = Entrer
keys-in-sentence = Une phrase de passe, avec un code envoyé à votre adresse.
keys-in-passkey = Une clé d’accès, ou la phrase de passe avec un code envoyé à votre adresse.
keys-back = Revenir
keys-back-good = Un kit de papier vous ramène si vous oubliez la phrase.
keys-back-other = Si vous oubliez la phrase, une clé d’accès ou un autre appareil vous ramène. Un kit de papier vous ramène aussi quand tous les appareils sont perdus.
keys-back-missing = Vous n’avez ni kit, ni clé d’accès, ni autre appareil. Si vous oubliez la phrase, vos clés sont perdues.
keys-devices = Appareils
keys-devices-here = Ce navigateur est mémorisé.
keys-devices-none = Ce navigateur n’est pas mémorisé. La phrase sera demandée chaque fois.
rights-left =
    { $count ->
        [0] Ce navigateur n’a plus de quoi réserver.
        [one] Ce navigateur peut encore réserver une fois.
       *[other] Ce navigateur peut encore réserver { $count } fois.
    }
rights-again = À chaque connexion avec un code, il peut réserver quelques fois de plus, dans la limite de la semaine.
rights-monday = Il n’en recevra pas davantage cette semaine : reconnectez-vous avec un code à partir de lundi.
rights-staff = Vous prenez pour le cabinet autant de rendez-vous qu’il en faut : rien n’est compté.
way-passphrase = Phrase de passe
way-kit = Kit de papier
way-browser = Navigateur
way-passkey = Clé d’accès
way-here = ici
way-added = depuis le { $date }
way-used = depuis le { $added }, dernier usage le { $used }
way-remove-of = Retirer : { $name }
way-removed = Ce moyen d’accès est retiré.
way-remove-title = Retirer ce moyen d’accès ?
way-remove-kit = Les mots de ce kit n’ouvriront plus rien. Vous pourrez en faire un autre.
way-remove-browser = Cet appareil redemandera la phrase de passe. S’il est ouvert en ce moment, sa connexion prend fin ; ce qu’il a déjà lu, il l’a lu.
way-remove-passkey = Cette clé d’accès n’ouvrira plus rien. Les autres moyens d’accès restent.
way-remove-passphrase = Cette phrase de passe n’ouvrira plus rien. L’autre reste.
device-leaving =
    { $count ->
        [one] Le gardien connaît encore un appareil retiré.
       *[other] Le gardien connaît encore { $count } appareils retirés.
    }
device-leaving-why = Votre compte ne s’ouvre plus avec. Tant que le gardien le connaît, il peut encore y demander de quoi réserver et essayer des phrases de passe. Le gardien l’oubliera dès qu’il répondra et vous reconnaîtra.
device-leaving-act = Le faire oublier maintenant
device-leaving-still = Le gardien ne répond pas. Votre compte le lui redemandera à chaque connexion.
device-leaving-email = Le gardien doit vous reconnaître : il vous envoie un code.
device-forgotten = Le gardien a oublié l’appareil.
device-lost-practice = Cet appareil a-t-il été perdu ou volé ?
device-lost-practice-remedy = Il n’ouvre plus votre compte. Il a pu garder ce que les clés du cabinet lui ont ouvert ; des clés nouvelles ferment la suite.
device-lost-practice-act = Aller à l’équipe du cabinet

idle = Refermer mes clés
idle-hint = Quand personne ne touche plus cette page. Le choix vaut pour ce navigateur.
idle-minutes =
    { $minutes ->
        [60] Après une heure
        [240] Après quatre heures
       *[other] Après { $minutes } minutes
    }
