# Visits that change hands: at the counter of a practice, and by a code on paper.

title-counter = Au guichet d’un cabinet
title-counter-code = Code montré au guichet
title-claim = Ajouter un rendez-vous
title-slip = Code d’un rendez-vous

counter-entry = Retrouver mes rendez-vous au guichet
counter-entry-why = Vous aviez un autre compte, et il est perdu ? Les cabinets gardent vos rendez-vous et vous les remettent au guichet, sur présentation d’une pièce d’identité.
claim-entry = J’ai un code sur papier

## The patient at the counter

counter-why = Votre ancien compte est perdu ? Le cabinet garde vos rendez-vous à venir, et peut les remettre à ce compte-ci. Présentez-vous à son guichet avec une pièce d’identité, et montrez-y un code.
counter-name-why = Le cabinet verra ce nom et le comparera à votre pièce d’identité.
counter-show = Montrer le code
counter-scan = Le cabinet vise ce code, ou tape les douze mots.
counter-code = Code pour le cabinet
counter-words = Le cabinet ne peut pas viser le code
counter-minutes = Il vaut cinq minutes. Gardez-le à l’abri des autres regards.
counter-waiting = En attente du cabinet.
counter-again = Montrer un nouveau code
counter-proposes =
    { $count ->
        [one] { $practice } vous remet ce rendez-vous :
       *[other] { $practice } vous remet ces { $count } rendez-vous :
    }
counter-accept-why =
    { $count ->
        [one] Est-ce le cabinet où vous êtes, et est-il bien à vous ? Rien ne bouge avant votre accord.
       *[other] Est-ce le cabinet où vous êtes, et sont-ils tous à vous ? Rien ne bouge avant votre accord.
    }
counter-accept =
    { $count ->
        [one] C’est mon rendez-vous
       *[other] Ce sont mes rendez-vous
    }
counter-refuse = Refuser
counter-compare = Faites lire ces six chiffres au cabinet. S’il voit les mêmes, il vous remet les rendez-vous.
counter-done =
    { $count ->
        [one] Un rendez-vous retrouvé
       *[other] { $count } rendez-vous retrouvés
    }
counter-done-what = Ils ont de nouvelles clés, que votre compte seul connaît. Le cabinet garde ce qu’il savait.
counter-nothing = Le cabinet n’a rien remis.
counter-nothing-what = Rien n’a changé. Demandez-lui ce qui s’est passé, ou montrez un nouveau code.
counter-see = Voir mes rendez-vous
counter-code-why = Ce code s’adresse au cabinet où se trouve la personne qui le montre. Si vous y travaillez : dans l’agenda, choisissez le rendez-vous, puis « Remettre à un nouveau compte », et visez le code.

## A code on paper

claim-why = Le cabinet vous a donné un code pour un rendez-vous pris par téléphone ou sur place. Visez son image, ou tapez les douze mots.
claim-field = Code du papier
claim-field-hint = Les douze mots dans l’ordre ; quatre lettres de chacun suffisent.
claim-look = Chercher ce rendez-vous
claim-found = Est-ce bien votre rendez-vous ?
claim-once = Une fois ajouté, il a une nouvelle clé que votre compte seul connaît, et le papier ne sert plus à personne. L’ajout compte comme une réservation.
claim-add = Ajouter à mes rendez-vous
claim-not = Ce n’est pas le mien
claim-added = Le rendez-vous est dans votre compte.

## Reading a code

scan-open = Ouvrir la caméra
scan-close = Fermer la caméra
scan-view = Image de la caméra
scan-local = L’image reste dans ce navigateur.

## The desk

handover-act = Remettre à un nouveau compte
handover-hint = Le patient est là, sans ses clés d’avant.
handover-which = Rendez-vous à remettre
handover-which-why = Le patient montre un code dans l’application, sous « Retrouver mes rendez-vous au guichet ».
handover-reading = Recherche de ses autres rendez-vous
handover-unsure = Même nom, sans date de naissance : vérifiez.
handover-next = Lire son code
handover-code = Code du patient
handover-code-hint = Visez le code, ou tapez ses douze mots ; quatre lettres de chacun suffisent. Un lecteur de codes écrit ici.
handover-meet = Continuer
handover-says = Nom dans le compte
handover-agenda-says = Nom dans l’agenda
handover-identity = J’ai vu une pièce d’identité à ce nom, et c’est cette personne
handover-identity-why = Personne ne prouve le nom d’un compte. Votre contrôle fait foi.
handover-propose = Proposer au patient
handover-waiting = Le patient lit la proposition sur son écran, et l’accepte.
counter-waiting-patient = En attente du patient
handover-compare = Le patient a accepté. Lisez les six chiffres sur son écran : sont-ils les mêmes ?
handover-same = Les mêmes : remettre
handover-differ = Ils diffèrent
handover-busy = Remise en cours
handover-done =
    { $count ->
        [0] Rien n’a été remis
        [one] Un rendez-vous remis
       *[other] { $count } rendez-vous remis
    }
handover-done-what = Le patient en a seul les clés. Ce que vous saviez et vos notes sont restés.
handover-not = Pas remis : { $when }. { $why }
handover-read-again = Lire un autre code
handover-replaces = Il a une nouvelle clé : le patient l’a retrouvé au guichet, ou ajouté à son compte avec un code.
handover-replaced = Ce rendez-vous continue sous une nouvelle clé.
handover-go = Aller à celui qui continue

slip-act = Imprimer le code
slip-act-hint = Pour l’ajouter à un compte. Qui a ce papier a le rendez-vous.
slip-heading = Votre rendez-vous
slip-how = Visez cette image avec votre téléphone, ou tapez les douze mots à cette adresse :
slip-what = Vous pourrez le retrouver, le déplacer ou l’annuler en ligne.
slip-warning = Ce papier est une clé. Qui le trouve peut lire et prendre ce rendez-vous. Il ne sert qu’une fois ; détruisez-le ensuite.
slip-code = Code du rendez-vous
slip-print = Imprimer
slip-back = Revenir à l’agenda
slip-hand = Remettez-le en main propre : il ouvre ce rendez-vous à qui le lit.

refusal-code-used = Ce code a déjà servi, ou le rendez-vous a été annulé. S’il n’est pas dans votre compte, téléphonez au cabinet.
refusal-visit-over = Seul un rendez-vous prévu et encore à venir peut changer de mains.
refusal-not-claimable = Ce rendez-vous a été pris par le patient : il n’a pas de code. Remettez-le au guichet.
refusal-scan-denied = La caméra n’est pas permise ici. Permettez-la dans le navigateur, ou tapez les mots.
refusal-scan-missing = Aucune caméra ne répond. Tapez les mots, ou employez un lecteur de codes.
