# Les droits de la personne : ses données, et leur fin.

data-entry = Mes données : tout emporter
data-back = Mes clés
data-title = Mes données
data-why = Vous seul savez lire vos rendez-vous : c’est donc ici, sur votre appareil, que le dossier se fait. Aucun délai, aucune demande à écrire.
data-take = Tout emporter
data-has-visits = Vos rendez-vous, aussi les anciens : où, quand, chez qui, pourquoi, et tout ce qui a été signé.
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
data-page-file-bundle = vos rendez-vous au format FHIR R4, que d’autres logiciels de santé savent lire
data-page-file-serment = tout, tel quel, avec les signatures
data-page-file-manifest = la taille et l’empreinte SHA-256 de chaque fichier
