# La page sur les données : qui garde quoi, qui d'autre reçoit quelque chose, et comment vérifier.

title-privacy = Vos données
footer-privacy = Vos données
privacy-intro = Ce qui est gardé, où, par qui, et comment le vérifier sans croire personne sur parole. Cette page ne dépose rien sur votre appareil ; elle demande leurs registres aux deux serveurs, sans leur dire qui vous êtes.
privacy-kept = Qui garde quoi
privacy-kept-platform = La plateforme garde l’annuaire, les heures prises et des enveloppes scellées qu’elle ne peut pas ouvrir. Elle ne sait pas qui vous êtes.
privacy-kept-custodian = Le gardien garde votre adresse e-mail, pour vous envoyer un code ou un rappel sans contenu, et votre numéro si vous avez accepté les SMS. Il ne sait pas où vous allez, ni quand, ni pourquoi.
privacy-kept-publisher = L’éditeur envoie les fichiers de cette application, et ne garde rien de vous.
privacy-kept-you = Vous et votre cabinet gardez les clés : vous seuls lisez vos rendez-vous.
privacy-readers = Chose par chose : qui peut lire quoi, et pour combien de temps
privacy-rights = Tout emporter, ou effacer votre compte, se fait dans l’application, sans rien demander à personne. Ce que garde un cabinet se demande à lui, sous chaque rendez-vous : copie, correction, effacement, limitation, opposition ; la plateforme ne voit que les jours, pour compter les retards.
privacy-consents = On ne vous demande aucun accord pour être soigné. Un accord n’est demandé que pour ce qu’il décide vraiment : agir au nom d’un proche, laisser un cabinet transmettre une lettre à un autre praticien, laisser réutiliser un rendez-vous pour une recherche et, là seulement où le gardien envoie des SMS, être prévenu ainsi. Refuser est aussi simple qu’accepter, et chaque accord se retire en un geste. Qui envoie les SMS voit alors le numéro et l’heure, et figure au registre du gardien.
privacy-rights-entry = Mes données
privacy-processors = Qui d’autre reçoit quelque chose
privacy-processors-why = Chaque adresse à laquelle un serveur peut se connecter nomme une ligne de ce registre, sans quoi il ne démarre pas. Ce que la loi appelle un sous-traitant s’y trouve aussi.
privacy-platform = Registre de la plateforme
privacy-custodian = Registre du gardien
privacy-register-empty = Ce registre est vide.
privacy-no-name = Nom à compléter par l’exploitant
privacy-no-country = pays à compléter
privacy-role-own = tenu par la même équipe
privacy-role-processor = sous-traitant
privacy-role-sub-processor = sous-traitant d’un sous-traitant
privacy-role-supplier = fournisseur, qui ne reçoit rien sur personne
privacy-hds = certifié HDS
privacy-no-hds = non certifié HDS
privacy-since = depuis le { $day }
privacy-receives = Reçoit : { $what }
privacy-receives-nothing = Ne reçoit rien sur personne.
privacy-transfers = Hors de l’Espace économique européen, sur ce fondement : { $basis }
privacy-guarded =
    { $refused ->
        [0] Le serveur refuse toute autre adresse. Depuis son démarrage, il n’a rien eu à refuser.
        [one] Le serveur refuse toute autre adresse. Depuis son démarrage, il a refusé un appel, ses propres essais compris.
       *[other] Le serveur refuse toute autre adresse. Depuis son démarrage, il a refusé { $refused } appels, ses propres essais compris.
    }
privacy-unguarded = Ce serveur ne se refuse aucune adresse.
privacy-unanswered = Les registres n’ont pas pu être lus.
privacy-proofs = Quand on a vérifié ici pour la dernière fois
privacy-proofs-why = Celui qui tient la plateforme lance ces preuves et en montre le résultat. Cela ne remplace pas votre propre vérification.
privacy-proof-promises = Rien de lisible sur personne dans les bases, les fichiers et les journaux.
privacy-proof-leaks = Aucun traceur, aucun tiers, aucun cookie sur aucune page.
privacy-proof-never = Jamais lancée ici.
privacy-proof-held = Tenue, le { $day } à { $time }.
privacy-proof-broken = NON TENUE, le { $day } à { $time }.
privacy-proof-old = C’est ancien : il y a { $days } jours.
privacy-check = Vérifier soi-même
privacy-check-why = Le code est public. Ces commandes s’exécutent sur votre propre ordinateur :
privacy-check-leaks = Aucun traceur sur aucune page :
privacy-check-promises = Rien de lisible dans les bases :
privacy-check-app = Cette application est bien celle qui a été publiée :
privacy-check-log = Le journal public n’a pas été réécrit :
