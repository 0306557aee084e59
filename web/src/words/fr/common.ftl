# What every page shares: places, elements, refusals.

## Places

nav-home = Serment, accueil
nav-main = Navigation principale
nav-search = Chercher
nav-appointments = Mes rendez-vous
nav-keys = Mes clés
nav-agenda = Agenda
nav-settings = Réglages
nav-team = Équipe
skip = Aller au contenu
footer-promise = Votre nom, votre motif et vos messages sont scellés dans votre navigateur. Seuls vous et le cabinet pouvez les lire.
footer-practice = Vous êtes un cabinet ?
footer-patient = Prendre un rendez-vous

title-search = Prendre rendez-vous
title-practitioner = Praticien
title-booking = Prendre rendez-vous
title-sign-in = Se connecter
title-sign-up = Créer un compte
title-appointments = Mes rendez-vous
title-appointment = Rendez-vous
title-move = Déplacer un rendez-vous
title-keys = Mes clés
title-agenda = Agenda
title-settings = Réglages du cabinet
title-team = Équipe du cabinet
title-elements = Éléments
title-unknown = Page inconnue

page-unknown = Cette page n’existe pas.
page-unknown-remedy = L’adresse est peut-être incomplète. Vos rendez-vous ne sont pas touchés.
page-failed = La page n’a pas pu être chargée.
page-failed-remedy = Vérifiez votre connexion, puis réessayez. Rien n’est perdu.
page-home = Aller à l’accueil

insecure-title = Cette adresse n’est pas protégée
insecure-why = Vous avez ouvert Serment par { $address }. Sans connexion sécurisée, le navigateur ne donne pas le moyen de sceller vos données. Serment s’arrête donc ici.
insecure-what = Que faire
insecure-secure = Ouvrez l’adresse sécurisée :
insecure-local = Sur l’ordinateur qui héberge Serment, ouvrez :
insecure-operator = Si rien ne répond, demandez à la personne qui exploite cette installation d’y placer un certificat.

## Elements

continue = Continuer
close = Fermer
remove = Retirer
keep = Garder
undo = Annuler
retry = Réessayer
or = ou
loading = Chargement
theme = Affichage
theme-auto = Comme l’appareil
theme-light = Clair
theme-dark = Sombre
field-optional = (facultatif)
chip-remove = Retirer le filtre { $label }
combobox-count =
    { $count ->
        [one] Une proposition. Flèche bas pour choisir.
       *[other] { $count } propositions. Flèche bas pour choisir.
    }
days-previous = Jours précédents
days-next = Jours suivants
day-none = Aucune heure libre
times-all = Toutes les heures
times-fewer = Moins d’heures
steps-short = Étape { $step } sur { $count } : { $name }
seal-label = Scellé : ce que cela veut dire
seal-sentence = Ceci est scellé : seuls vous et le cabinet pouvez le lire. Ni l’hébergeur ni l’exploitant de Serment n’en ont la clé.
seal-proof = Voir la preuve

## Refusals: what happened, what it means, what to do

refusal-unexpected = Quelque chose a échoué de notre côté. Rien n’a été modifié, pour autant que nous le sachions. Réessayez dans un instant.
refusal-offline = Pas de connexion. Rien n’a été envoyé. Vérifiez le réseau, puis réessayez.
refusal-locked = Vos clés sont refermées. Connectez-vous de nouveau pour continuer.
refusal-too-many-requests = Trop de demandes sont venues de votre réseau. Attendez une minute, puis réessayez.
refusal-bad-request = La plateforme n’a pas compris cette demande. Rechargez la page, puis recommencez.
refusal-method-not-allowed = Cette adresse ne prend pas ce genre de demande. Rechargez la page pour avoir la dernière version.
refusal-not-found = La plateforme ne connaît pas cette adresse. Rechargez la page pour recevoir la version actuelle.
refusal-body-too-slow = Votre connexion était trop lente. Réessayez.
refusal-body-too-large = Votre texte est trop long. Raccourcissez-le, puis réessayez.
refusal-too-large = Votre texte est trop long. Raccourcissez-le, puis réessayez.
refusal-envelope-size = Votre texte est trop long. Raccourcissez-le, puis réessayez.
refusal-bad-size = La plateforme n’a pas compris cette demande. Rechargez la page, puis recommencez.
refusal-bad-base64 = La plateforme n’a pas compris cette demande. Rechargez la page, puis recommencez.
refusal-not-canonical = Une réponse n’avait pas la forme attendue. Elle a été écartée. Rechargez la page, puis réessayez.
refusal-bad-structure = Une réponse n’avait pas la forme attendue. Elle a été écartée. Rechargez la page, puis réessayez.
refusal-bad-padding = Une réponse n’avait pas la forme attendue. Elle a été écartée. Rechargez la page, puis réessayez.
refusal-unknown-version = Ces données sont d’une version que cette page ne connaît pas. Rien n’a été envoyé. Rechargez la page ; si cela continue, prévenez l’exploitant.
refusal-cannot-open = Ces données ne s’ouvrent pas avec vos clés. Elles ont pu être altérées, ou venir d’un autre compte. Rien n’a été envoyé. Rechargez la page ; si cela continue, téléphonez au cabinet.

refusal-not-in-log = La clé présentée pour ce cabinet n’est pas inscrite au registre public. Nous l’avons refusée et rien n’a été envoyé. Téléphonez au cabinet, et signalez-le à l’exploitant.
refusal-log-forked = Le registre public montre deux histoires différentes. Nous avons tout refusé et rien n’a été envoyé. Ne réservez pas ici pour l’instant ; prévenez l’exploitant.
refusal-log-rolled-back = Le registre public est plus ancien que celui que ce navigateur a déjà vu. Nous l’avons refusé et rien n’a été envoyé. Réessayez plus tard ; si cela continue, prévenez l’exploitant.
refusal-checkpoint-forged = La signature du registre public est fausse. Nous l’avons refusée et rien n’a été envoyé. Vérifiez l’adresse de cette page, et prévenez l’exploitant.
refusal-log-not-cosigned = Aucun témoin indépendant ne confirme le registre public tel qu’il est présenté ici. Nous l’avons refusé et rien n’a été envoyé. Réessayez dans quelques minutes ; si cela continue, téléphonez au cabinet et prévenez l’exploitant.
refusal-cosignature-stale = L’état du registre public présenté ici date de plusieurs jours, ou l’horloge de cet appareil est fausse. Nous l’avons refusé et rien n’a été envoyé. Vérifiez la date et l’heure de cet appareil, puis réessayez ; si cela continue, téléphonez au cabinet.
refusal-log-not-witnessed = Ces clés sont nouvelles et leur vérification indépendante est en cours. Rien n’est perdu. Réessayez dans quelques minutes ; si cela continue, téléphonez au cabinet.
refusal-another-practice = Les clés présentées sont celles d’un autre cabinet, et non de celui que vous avez choisi. Nous les avons refusées et rien n’a été envoyé. Téléphonez au cabinet, et signalez-le à l’exploitant.
refusal-epoch-rolled-back = La plateforme a présenté d’anciennes clés de ce cabinet, remplacées depuis. Nous les avons refusées et rien n’a été envoyé : quelqu’un qui a quitté le cabinet pourrait encore les avoir. Téléphonez au cabinet, et signalez-le à l’exploitant.
refusal-publication-rolled-back = La plateforme a présenté une fiche de ce cabinet plus ancienne que celle déjà vue ici. Nous l’avons refusée et rien n’a été envoyé. Réessayez plus tard, ou téléphonez au cabinet ; si cela continue, prévenez l’exploitant.
refusal-statement-rolled-back = La plateforme ne montre plus ce rendez-vous tel qu’il a déjà été vu ici : il y manque une étape, comme une annulation ou un déplacement. Nous l’avons refusé et rien n’a été envoyé. Ne vous fiez pas à une heure notée avant : téléphonez au cabinet.
refusal-note-rolled-back = La plateforme a présenté une note clinique plus ancienne que celle déjà vue ici. Nous l’avons refusée. Réessayez plus tard ; si cela continue, prévenez l’exploitant.
refusal-filing-rolled-back = La plateforme a présenté pour ce rendez-vous des notes plus anciennes que celles déjà vues ici. Nous les avons refusées. Réessayez plus tard ; si cela continue, prévenez l’exploitant.
refusal-publication-forged = La fiche de ce cabinet n’est pas signée par lui. Nous l’avons refusée et rien n’a été envoyé. Téléphonez au cabinet pour prendre rendez-vous.
refusal-release-forged = La version de cette application n’est pas signée par l’éditeur de cette installation. N’y saisissez rien. Fermez-la et prévenez l’exploitant.
refusal-another-release = Ces fichiers ne sont pas ceux que l’éditeur de cette application a signés. N’y saisissez rien. Fermez-la et prévenez l’exploitant.
refusal-another-installation = Cette application a été publiée pour d’autres serveurs que ceux-ci. N’y saisissez rien. Vérifiez l’adresse de cette page et prévenez l’exploitant.
refusal-release-rolled-back = Cette application est plus ancienne qu’une version déjà publiée. Rechargez la page ; si cela continue, n’y saisissez rien et prévenez l’exploitant.
refusal-release-conflict = Une autre version a été publiée entre-temps. Lisez la plus récente, puis recommencez.
refusal-release-misdated = Une version porte le jour où elle est publiée. Vérifiez l’horloge de cet appareil, puis recommencez.
refusal-file-changed = Un fichier de cette application n’est pas celui qui a été publié. N’y saisissez rien. Fermez-la et prévenez l’exploitant.
refusal-headers-changed = Cette application est arrivée sans les protections que sa version demande. N’y saisissez rien. Fermez-la et prévenez l’exploitant.
refusal-chain-broken = L’histoire de ce rendez-vous ne s’enchaîne pas : une étape manque ou a été changée. Nous l’avons refusée et rien n’a été envoyé. Téléphonez au cabinet pour connaître votre heure.
refusal-bad-signature = Une signature est fausse. Nous avons refusé ce qu’elle couvrait et rien n’a été envoyé. Réessayez ; si cela continue, téléphonez au cabinet.
refusal-bad-transition = Ce changement n’est plus possible : le rendez-vous a déjà changé d’état. Rechargez la page pour voir où il en est.
refusal-bad-statement = Le rendez-vous n’a pas été accepté sous cette forme. Rien n’a été modifié. Rechargez la page, puis recommencez.
refusal-signature-expired = L’horloge de votre appareil s’écarte trop de l’heure exacte. Réglez-la, puis réessayez.
refusal-vault-rolled-back = La plateforme a présenté une version de votre compte plus ancienne que celle déjà vue ici. Nous l’avons refusée. Réessayez plus tard ; si cela continue, prévenez l’exploitant.
refusal-vault-conflict = Votre compte vient de changer depuis un autre appareil. Rien n’est perdu. Réessayez.
refusal-vault-size = Votre compte contient plus qu’il ne peut garder. Retirez d’anciens navigateurs dans « Mes clés ».
refusal-vault-unknown = La plateforme ne trouve pas le contenu de votre compte. Réessayez plus tard ; si cela continue, prévenez l’exploitant.

refusal-time-taken = Cette heure vient d’être prise. Choisissez-en une autre.
refusal-outside-opening-hours = Le cabinet ne reçoit plus à cette heure. Choisissez-en une autre.
refusal-too-many-changes = Ce rendez-vous a été modifié trop souvent en ligne. Vous pouvez encore l’annuler, ou téléphoner au cabinet.
refusal-too-late = Il est trop tard pour cette heure : le cabinet demande un délai plus long. Choisissez-en une autre, ou téléphonez.
refusal-beyond-horizon = Le cabinet n’ouvre pas encore son agenda si loin. Choisissez une date plus proche.
refusal-bad-step = Cette heure ne correspond pas à l’agenda du cabinet. Choisissez-en une autre.
refusal-schedule-unknown = Cet agenda n’existe plus. Revenez à la fiche du praticien.
refusal-class-unknown = Ce motif n’est plus proposé. Choisissez-en un autre.
refusal-epoch-retired = Le cabinet vient de changer ses clés. Rien n’a été réservé. Réessayez : votre demande sera scellée pour les nouvelles.
refusal-appointment-unknown = Ce rendez-vous est introuvable avec vos clés. Il a pu être pris depuis un autre compte.
refusal-statement-conflict = Ce rendez-vous vient d’être changé ailleurs. Rechargez la page pour voir où il en est, puis recommencez.
refusal-ticket-size = La plateforme n’a pas compris cette demande. Rechargez la page, puis recommencez.
refusal-practice-unknown = Ce cabinet n’est pas inscrit ici.
refusal-practitioner-unknown = Ce praticien n’est pas inscrit ici, ou ne l’est plus. Cherchez-le par son nom.
refusal-place-unknown = Cette commune est inconnue. Choisissez-la dans la liste proposée.

refusal-token-malformed = Votre droit de réserver n’a pas été reconnu. Rien n’a été réservé. Réessayez : un autre sera employé.
refusal-token-forged = Votre droit de réserver n’a pas été reconnu. Rien n’a été réservé. Réessayez : un autre sera employé.
refusal-token-key-unknown = Votre droit de réserver vient d’un émetteur inconnu. Rien n’a été réservé. Reconnectez-vous pour en recevoir d’autres.
refusal-token-expired = Votre droit de réserver a expiré. Rien n’a été réservé. Reconnectez-vous pour en recevoir d’autres.
refusal-token-wrong-purpose = Votre droit de réserver n’a pas été reconnu. Rien n’a été réservé. Réessayez : un autre sera employé.
refusal-token-spent = Ce droit de réserver a déjà servi. Regardez d’abord vos rendez-vous : celui-ci y est peut-être déjà.
refusal-tokens-exhausted = Vous avez reçu tous vos droits de réserver pour cette semaine. Réessayez dans quelques jours, ou téléphonez au cabinet.
refusal-rights-missing = Il ne reste aucun droit de réserver dans ce navigateur. Déconnectez-vous, puis reconnectez-vous avec un code pour en recevoir.
refusal-seeds-missing = Toutes les clés préparées pour de nouveaux rendez-vous sont employées. Reconnectez-vous, puis réessayez.

refusal-sign-in-refused = Ces moyens d’accès ne sont pas reconnus. Vérifiez la phrase de passe, puis réessayez. Si vous n’avez pas encore de compte, créez-en un.
refusal-address-awaited = Cette adresse ouvrira votre compte quand le changement prendra effet. D’ici là, employez l’ancienne.
refusal-address-taken = Cette adresse a déjà un compte ici.
refusal-change-unknown = Ce changement d’adresse n’attend plus : il a été arrêté, ou il a pris effet.
refusal-code-refused = Ce code n’est pas le bon, ou il n’est plus valable. Recopiez celui du dernier message, ou demandez-en un nouveau.
refusal-code-needed = Il faut d’abord prouver votre adresse. Demandez un code et entrez-le.
refusal-bad-address = Cette adresse ne peut pas recevoir de courriel. Vérifiez-la.
refusal-bad-passphrase = Cette phrase de passe n’est pas la bonne. Vérifiez chaque mot, puis réessayez.
refusal-bad-kit = Ces mots ne forment pas un kit. Vérifiez-en le nombre (douze), l’ordre et l’orthographe.
refusal-bad-code = Ce code n’est pas reconnu ici. Vérifiez les douze mots et leur ordre, ou visez l’image de nouveau.
refusal-meeting-taken = Quelqu’un d’autre a déjà répondu à ce code. Rien n’a changé. Montrez-en un nouveau, à l’abri des regards.
refusal-meeting-unknown = Ce code a servi, ou ses cinq minutes sont passées. Montrez-en un nouveau.
refusal-turn-size = La plateforme n’a pas compris cette demande. Rechargez la page, puis recommencez.
refusal-bad-answer = Ce qui est arrivé au guichet n’appartient pas à cette rencontre. Nous l’avons refusé et rien n’a changé. Montrez un nouveau code.
refusal-bad-passkey = Cette clé d’accès n’ouvre aucun compte ici. Choisissez-en une autre, ou entrez autrement.
refusal-device-not-admitted = Le premier appareil ne l’a pas confirmé. Montrez-y un nouveau code, puis recommencez.
refusal-rendezvous-taken = Un autre appareil a déjà répondu à ce code. Si ce n’était pas le vôtre, refusez-le sur le premier appareil, puis montrez un nouveau code.
refusal-rendezvous-unknown = Ce code a servi, ou ses cinq minutes sont passées. Montrez-en un nouveau.
refusal-passkey-without-prf = Cet appareil sait faire une clé d’accès, mais pas une qui ouvre des clés. Essayez avec votre téléphone ou une clé de sécurité plus récente ; un kit de papier rend le même service.
refusal-passkey-not-shown = Aucune clé d’accès n’a été présentée. Rien n’a changé. Réessayez, ou prenez un autre moyen.
refusal-passkey-known = Cet appareil a déjà une clé d’accès pour ce compte. Elle suffit.
refusal-weak-passphrase = Cette phrase de passe est trop facile à deviner. Ajoutez des mots.
refusal-session-refused = Votre session est terminée. Connectez-vous de nouveau.
refusal-evaluations-exhausted = Trop d’essais de phrase de passe pour aujourd’hui. Utilisez votre kit, ou réessayez demain.
refusal-device-elsewhere = Cet appareil est mémorisé pour une autre adresse. Prouvez celle-là pour le faire oublier.
refusal-device-refused = Ce navigateur n’est plus reconnu. Connectez-vous avec un code.
refusal-decision-settled = Cette décision est déjà réglée.
refusal-decision-unknown = Cette décision n’existe pas.
refusal-kind-unknown = Ce genre de décision n’existe pas.
refusal-reason-denied = Le dépositaire des clés n’agit ni sur ordre d’une autorité, ni à la demande d’une assistance. La tentative est inscrite à son registre.
refusal-reason-unknown = Ceci ne peut pas être décidé pour ce motif.
refusal-too-many-devices = Vous avez trop de navigateurs mémorisés. Retirez-en un dans « Mes clés ».
refusal-way-unlisted = Ce moyen d’accès a été retiré de votre compte. Employez-en un autre.
refusal-last-way = C’est votre dernier moyen d’accès. Ajoutez-en un autre avant de le retirer.
refusal-ways-missing = Il vous manque un second moyen de revenir à ce compte. Rien n’a été envoyé. Dans « Mes clés », essayez un kit de papier ou une clé d’accès, puis recommencez.
refusal-account-exists = Ce compte existe déjà. Connectez-vous.
refusal-way-taken = Ce moyen d’accès existe déjà. Rien n’a été ajouté.
refusal-too-many-ways = Votre compte a déjà beaucoup de moyens d’accès. Retirez-en un d’abord.
refusal-bad-element = L’échange avec le gardien a échoué. Réessayez.

refusal-compartment-closed = Les notes cliniques de ce cabinet s’ouvrent avec des clés que vous n’avez pas. Un responsable du cabinet peut vous les donner.
refusal-grant-misplaced = Les praticiens et les responsables ont toujours les clés cliniques. Rien n’a été modifié.
refusal-officer-only = Seul un responsable du cabinet peut faire cela.
refusal-last-officer = Le cabinet garde au moins un responsable. Nommez-en un autre d’abord.
refusal-staff-only = Ce compte est celui d’un patient. Connectez-vous avec votre compte de cabinet.
refusal-not-a-member = Vous n’êtes pas membre de ce cabinet.
refusal-practice-unpinned = La racine de ce cabinet n’est pas celle que votre compte a retenue. Nous l’avons refusée et rien n’a été envoyé. Demandez à un responsable.
refusal-practice-in-use = Ce cabinet est publié ou a encore des rendez-vous. Il ne peut pas être supprimé.
refusal-practice-exists = Ce cabinet existe déjà ici. Connectez-vous à lui.
refusal-epoch-conflict = Un collègue vient de changer les clés du cabinet. Rien n’est perdu. Rechargez la page, puis recommencez.
refusal-epoch-unknown = Le cabinet n’a jamais eu ces clés. Rien n’a été envoyé. Prévenez l’exploitant.
refusal-bad-epoch = Les nouvelles clés ne suivent pas les présentes, ou pas pour tous les membres. Rien n’a changé. Rechargez la page, puis recommencez.
refusal-publication-conflict = Un collègue vient de publier d’autres réglages. Rechargez la page pour les voir, puis recommencez.
refusal-filing-conflict = Un collègue vient de modifier ce dossier. Rechargez-le, puis recommencez.
refusal-identifier-taken = Cet identifiant est déjà employé. Réessayez.
refusal-invitation-unknown = Cette invitation est inconnue ou a expiré. Demandez-en une nouvelle.
refusal-too-many-invitations = Trop d’invitations sont ouvertes. Attendez qu’on y réponde, ou qu’elles expirent.
refusal-invitation-taken = Cette invitation existe déjà. Réessayez.
refusal-bad-invitation = Cette invitation ne va pas avec ce cabinet. Demandez-en une nouvelle.
refusal-bad-mac = La réponse ne correspond pas à cette invitation. Elle a été refusée. Faites une nouvelle invitation.
refusal-absence-unknown = Cette absence n’existe plus.
refusal-bad-publication = Ces réglages se contredisent. Corrigez-les, puis publiez de nouveau.
refusal-range-too-long = Cette période est trop longue. Demandez six semaines au plus.
