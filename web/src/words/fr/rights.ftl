# Les droits de la personne : ses données, et leur fin.

data-entry = Mes données : tout emporter
data-back = Mes clés
data-title = Mes données
data-why = Vous seul savez lire vos rendez-vous : c’est donc ici, sur votre appareil, que le dossier se fait. Aucun délai, aucune demande à écrire.
data-take = Tout emporter
data-has-visits = Vos rendez-vous, aussi les anciens : où, quand, chez qui, pourquoi, tout ce qui a été signé, et vos lettres avec les cabinets.
data-has-staff = Ce que votre compte retient. Les dossiers des patients restent au cabinet, et n’en font pas partie.
data-has-account = Votre profil, vos moyens d’accès et vos appareils.
data-has-servers = Ce que la plateforme et le gardien conservent de vous, ligne par ligne, avec la taille de ce qu’ils ne savent pas lire.
data-prove = Le gardien doit vous reconnaître : il vous envoie un code.
data-unproved = Le gardien ne vous connaît pas en ce moment
data-unproved-why = Sa part peut manquer au dossier. Pour l’avoir aussi, faites-vous reconnaître.
data-ask-custodian = Demander aussi au gardien
data-kind = Sous quelle forme ?
data-sealed = Fermé par une phrase de passe
data-sealed-why = Un fichier age. Huit mots l’ouvrent, que nous ne gardons pas.
data-open = Ouvert
data-open-why = Un zip que lit quiconque le trouve : il contient des données de santé.
data-save = Rassembler et télécharger
data-reading = Lecture de vos rendez-vous : { $done } sur { $total }
data-packing = Préparation du dossier
data-taken =
    { $count ->
        [0] { $name } est téléchargé, sans rendez-vous.
        [one] { $name } est téléchargé, avec un rendez-vous.
       *[other] { $name } est téléchargé, avec { $count } rendez-vous.
    }
data-taken-without-custodian = La part du gardien n’y est pas.
data-passphrase = Écrivez cette phrase : elle n’est montrée qu’ici, et rien d’autre n’ouvre le fichier.
data-how = Pour l’ouvrir, avec le programme libre « age » :
data-open-care = Ce fichier est ouvert. Gardez-le où vous seul avez accès.
data-page-what = Tout ce que votre propre appareil sait lire de vous. Ce dossier contient des données de santé.
data-page-no-key = Aucune clé n’est dans ce dossier : qui le lit ne peut rien faire à votre place.
data-page-person = Qui
data-page-visits = Rendez-vous
data-page-practitioner = Praticien
data-page-practice = Cabinet
data-page-steps = Ce qui a été signé
data-page-state = État
data-page-begins = Début
data-page-signed = Signé par
data-page-by-you = vous
data-page-by-practice = le cabinet
data-page-letters = Lettres
data-page-letter = Lettre
data-page-letter-closed = Cette lettre ne s’ouvre pas ici.
data-page-wrote = { $who }, le { $when }
data-page-attached = Fichier joint
data-page-disbelieved = Lettres qui n’ont pas pu être crues
data-page-file-files = les fichiers joints à des lettres, chacun précédé du début de son empreinte
data-page-doubtful = Ces rendez-vous n’ont pas pu être crus tels que la plateforme les montre :
data-page-ways = Moyens d’accès
data-page-platform = Ce que la plateforme conserve de votre compte
data-page-platform-what = Ligne par ligne. Une taille en octets veut dire que la plateforme n’en lit rien : c’est chiffré, ou c’est une clé publique.
data-page-custodian = Ce que le gardien conserve de vous
data-page-custodian-what = Ligne par ligne. Le gardien ignore vos rendez-vous et le numéro de votre compte.
data-page-not-asked = Le gardien n’a pas été interrogé : il ne vous connaissait pas à ce moment. Un code envoyé par e-mail suffit.
data-page-column = Donnée
data-page-value = Contenu
data-page-bytes = { $count } octets
data-page-files = Les fichiers de ce dossier
data-page-file-index = cette page
data-page-file-bundle = rendez-vous et lettres au format FHIR R4, que d’autres logiciels de santé savent lire
data-page-file-serment = tout, tel quel, avec les signatures
data-page-file-manifest = la taille et l’empreinte SHA-256 de chaque fichier
data-end-why = Vos clés sont détruites, aux deux endroits. Emportez d’abord ce que vous voulez garder.

## La fin d’un compte

erase-entry = Effacer mon compte
erase-title = Effacer mon compte
erase-goes = Ce qui disparaît
erase-goes-platform = Chez la plateforme : votre compte, vos moyens d’accès, la clé scellée qu’ils ouvrent, et votre coffre. Sans clé, rien ne se relit.
erase-goes-custodian = Chez le gardien : votre adresse, vos appareils, la clé qui durcit votre phrase de passe, et tous les comptes de vos droits.
erase-goes-here = Dans ce navigateur : ce qui lui permet de réserver, et tout ce qu’il a retenu.
erase-goes-backups = Dans les sauvegardes : à la date écrite sur le reçu. Une sauvegarde rétablie avant est effacée de nouveau.
erase-stays = Ce qui reste, et pourquoi
erase-stays-practice = Les rendez-vous chez vos cabinets, avec ce que vous leur avez écrit. Un cabinet doit garder son dossier, en règle générale vingt ans après la dernière visite ; lui seul le lit. Si vous voulez lui demander quelque chose, faites-le avant : « Demander au cabinet », sous le rendez-vous. Une réponse qui viendrait après l’effacement, personne ne pourra plus la lire : attendez-la.
erase-stays-log = Une ligne dans chaque journal public : « un effacement a été fait ce jour-là ». Elle ne nomme personne.
erase-staff = Vous travaillez dans un cabinet ?
erase-staff-why = Faites-vous d’abord retirer de l’équipe : le cabinet change alors ses clés. Jusque-là, ce compte ne s’efface pas.
erase-before = Avant
erase-before-export = Après, personne ne pourra vous rendre vos données, pas même nous.
erase-before-export-act = Emportez-les.
erase-ahead =
    { $count ->
        [one] Un rendez-vous est encore à venir
       *[other] { $count } rendez-vous sont encore à venir
    }
erase-ahead-why = Ils restent pris. Après, vous ne pourrez plus les annuler ici : il faudra téléphoner au cabinet.
erase-looking = Recherche de vos rendez-vous à venir
erase-act = Effacer
erase-keep-person = Garder mon adresse chez le gardien
erase-keep-person-why = À cocher si la même adresse ouvre un autre compte, de cabinet ou de patient : sans elle, sa phrase de passe n’ouvrirait plus rien.
erase-prove = Avant d’effacer, le gardien vérifie que c’est bien vous : il vous envoie un code.
erase-now = Effacer pour toujours
erase-sure = Effacer pour toujours ?
erase-sure-why = Les clés de votre compte sont détruites tout de suite. Rien ni personne ne les rendra.
erase-at-once = Le gardien effacera tout de suite, comme la plateforme : il reconnaît ce navigateur depuis le premier jour.
erase-waits-days =
    { $days ->
        [one] La plateforme effacera tout de suite. Le gardien attendra { $days } jour, car d’autres que vous lisent peut-être cette messagerie : il prévient votre adresse deux fois, et chaque lettre permet de l’arrêter.
       *[other] La plateforme effacera tout de suite. Le gardien attendra { $days } jours, car d’autres que vous lisent peut-être cette messagerie : il prévient votre adresse deux fois, et chaque lettre permet de l’arrêter.
    }
erase-waits = La plateforme a effacé ; le gardien effacera le { $date }
erase-waits-why = Votre compte est détruit. D’ici là, deux lettres préviennent votre adresse, et chacune permet d’arrêter. Rien d’autre n’est à faire. À partir de ce jour, revenez ici pour le reçu du gardien : cette page s’en souvient.
erase-collect = Demander le reçu du gardien
erase-stopped = L’effacement chez le gardien a été arrêté
erase-stopped-why = Quelqu’un l’a arrêté, par une des lettres ou après un code ; ou le reçu n’a pas été demandé dans les trente jours. Votre compte à la plateforme est effacé. Si ce n’est pas vous qui l’avez arrêté, changez le mot de passe de votre messagerie, puis redemandez.
erase-anew = Redemander l’effacement
erase-awaited = Votre adresse sera effacée chez le gardien le { $date }
erase-awaited-why = Quelqu’un l’a demandé par un code. Si ce n’est pas vous, arrêtez-le, puis changez le mot de passe de votre messagerie.
erase-prove-keep = Pour garder votre adresse, le gardien vérifie que c’est bien vous : il vous envoie un code.
title-keep = Arrêter un effacement
keep-why = Quelqu’un a demandé que Serment efface votre adresse, et avec elle la clé de votre phrase de passe. Si ce n’est pas vous, arrêtez-le ici.
keep-act = Garder mon adresse
keep-else = Si c’est vous, fermez cette page : il n’y a rien à faire.
keep-done = L’effacement est arrêté.
keep-then = Changez maintenant le mot de passe de votre messagerie : quelqu’un d’autre y a peut-être lu un code.
erase-done = Votre compte est effacé
erase-done-why = Les clés sont détruites. Gardez le reçu : nous n’en gardons pas de copie qui vous nomme.
erase-half = La plateforme a effacé, le gardien pas encore
erase-half-why = Votre compte est détruit. Le gardien connaît encore votre adresse : demandez-le-lui de nouveau. Cette page s’en souvient jusque-là.
erase-unknown = Un effacement a été commencé ici
erase-unknown-why = La réponse s’est perdue en route. Redemandez : la même demande reçoit la même réponse.
erase-again = Redemander
erase-keep = Télécharger le reçu
erase-print = Imprimer
erase-forget = J’ai le reçu : oublier cette page
erase-file = effacement
erase-receipt-why = Le reçu est signé par la clé du journal de chacun. Il contient le nombre qui prouve qu’il est le vôtre : ne le publiez pas.
erase-sign-in = Connectez-vous d’abord au compte qui doit être effacé.
erased-platform = Reçu de la plateforme
erased-custodian = Reçu du gardien
erased-at = Détruit le { $day }, dans l’heure de { $time } :
erased-row = { $what } : { $count }
erased-backups = Dans les sauvegardes aussi, au plus tard le { $day }.
erased-leaf = Journal public, feuille { $leaf }.
erased-account = compte
erased-ways = moyens d’accès, avec leur clé scellée
erased-vault = coffre
erased-invitations = réponses à une invitation
erased-address = adresse
erased-devices = appareils
erased-change = changement d’adresse en cours
erased-ending = effacement en attente
erased-phone = numéro pour les SMS
erased-phone-codes = numéros en attente de leur code
erased-codes = codes en cours
erased-passphrase = clé et sel de la phrase de passe
erased-counts = jours où une phrase fut essayée
erased-rights = semaines où des droits furent donnés
erased-waiting = rappels en attente
refusal-account-at-work = Ce compte travaille dans un cabinet. Faites-vous d’abord retirer de l’équipe : le cabinet change alors ses clés.
refusal-ending-unknown = Il n’y a plus d’effacement à arrêter : il est arrêté, ou fait.
refusal-ending-stopped = Le gardien ne connaît plus cet effacement : quelqu’un l’a arrêté, ou le temps du reçu est passé.
refusal-another-person = L’adresse prouvée à l’instant n’est pas celle dont l’effacement a été commencé ici. Rien n’a été effacé ; prouvez celle-là.
refusal-another-erasure = Le reçu reçu n’est pas celui de cet effacement. Rien d’autre n’a été cru ; redemandez.
