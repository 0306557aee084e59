## Refusals

refusal-bad-share = Ces mots ne forment pas une part de secours. Vérifiez-en le nombre (vingt-quatre), l’ordre et l’orthographe.
refusal-wrong-share = Cette part n’est pas l’une de celles qui valent maintenant : d’autres l’ont remplacée, ou elle a été altérée. Cherchez la feuille la plus récente.
refusal-same-share = C’est deux fois la même part. Il en faut deux différentes.
refusal-share-unknown = Aucun cabinet n’a de part comme celle-ci. Si elle vient de vous, d’autres l’ont remplacée : cherchez la feuille la plus récente.
refusal-sharing-unknown = Ce cabinet n’a pas encore de parts de secours. Un responsable peut les faire.
refusal-sharing-conflict = Un collègue vient de refaire les parts de secours. Rechargez la page pour voir où elles en sont.
refusal-sharing-needed = Ce changement demande de nouvelles parts de secours. Rechargez la page, puis recommencez : elles seront faites en même temps.
refusal-bad-sharing = Les nouvelles parts ne vont pas avec ce cabinet ou ses membres. Rien n’a changé. Rechargez la page, puis recommencez.
refusal-bad-check = Cette vérification ne porte pas sur les parts qui valent maintenant. Rechargez la page, puis recommencez.
refusal-share-not-held = Le gardien n’a pas de part de ce cabinet. Remettez-la-lui depuis la page des parts de secours.
refusal-share-replaced = Le gardien a déjà une part plus récente de ce cabinet. Un collègue a peut-être refait les parts : rechargez la page.
refusal-sharing-too-far = Le numéro de ces parts ne suit pas celui des parts que détient le gardien. Quelqu’un les a peut-être faites sans vous : appelez le gardien.
refusal-request-unknown = Le gardien ne connaît pas cette demande, ou elle est trop ancienne. Faites-en une nouvelle.
refusal-request-objected = Le cabinet s’est opposé à cette demande. Le gardien ne remettra pas sa part.
refusal-holder-misplaced = La seconde part va à un autre membre du cabinet, ou sur une seconde feuille. Choisissez.
refusal-share-not-mine = Vous ne gardez aucune part de ce cabinet.
refusal-share-lost = Le gardien était absent quand ces parts ont été faites : la sienne est perdue. Refaites les parts.
refusal-share-unreleased = Le gardien n’a pas encore remis sa part.

## Titles

title-shares = Parts de secours
title-recover = Reprendre un cabinet

## The page of shares

shares-why = Si les clés de tous les responsables se perdent, deux parts sur trois rouvrent le cabinet. Une part seule n’ouvre rien et n’apprend rien à personne.
shares-none = Ce cabinet n’a pas encore de parts de secours.
shares-none-why = Sans elles, des clés perdues sont perdues pour tous, et les dossiers avec elles. Il vous faut une imprimante ou un stylo, et dix minutes.
shares-none-officer = Un responsable peut les faire. Rappelez-le-lui : sans elles, des clés perdues sont perdues pour tous.
shares-good = Tout est en ordre.
shares-make = Faire les parts
shares-make-again = Refaire les parts
shares-not-made = Les parts n’ont pas été faites. Rien n’a changé.
shares-again = Refaire les parts
shares-again-why = Une feuille est perdue, ou quelqu’un qui gardait une part n’en a plus la charge ? Les parts d’avant ne vaudront plus rien, et le cabinet change de clés.
second-legend = Qui garde la deuxième part ?
second-officer = responsable
second-colleague = membre
second-paper = Personne : une deuxième feuille
second-paper-detail = si vous êtes seul
second-paper-why = Plus faible qu’un collègue : qui trouve les deux feuilles ensemble ouvre le cabinet. Confiez la deuxième à quelqu’un de confiance, hors du cabinet.
second-colleague-why = Seule, sa part ne lui ouvre rien. Avec la feuille, elle lui ouvrirait tout : gardez la feuille hors de sa portée.
holders-title = Qui garde quoi
holders-since = Parts n° { $sharing }, faites le { $date }.
share-number = Part { $number }
share-on-paper = feuille
share-at-custodian = gardien
share-checked = Vérifiée le { $date } par { $name }.
share-unchecked-paper = Jamais retapée : on ne sait pas si la feuille est juste.
share-unchecked-colleague = Jamais vérifiée. Demandez à ce collègue de l’afficher une fois.
share-unchecked-mine = Jamais vérifiée. Affichez-la une fois.
share-proved = Gardée depuis le { $date } : le gardien vient de le prouver.
share-not-proved = Le gardien n’a pas prouvé qu’il a sa part.
share-hidden = Seuls les responsables peuvent le demander au gardien.
share-show = Afficher ma part
share-check = Retaper
share-check-of = Retaper la part { $number }
share-check-do = Vérifier
share-check-done = C’est bien une part qui vaut maintenant.
share-hand-over = Remettre au gardien
share-handed-over = Le gardien a sa part.
share-typed = Retapez les vingt-quatre mots de la feuille
share-typed-of = Retapez les vingt-quatre mots de la part { $number }
share-typed-first = Les vingt-quatre mots d’une part
share-typed-second = Les vingt-quatre mots d’une autre part
share-typed-hint = Accents et majuscules ne comptent pas. L’adresse derrière l’image convient aussi.
share-other-sheet = C’est une autre feuille que celle-ci.
share-own-title = Votre part
share-own-why = Ne la dites qu’à la personne qui reprend le cabinet, devant vous. Avec la feuille, elle ouvre tout.
share-own-close = Cacher
rehearse-title = Exercice
rehearsed = Dernier exercice le { $date }, par { $name }.
rehearsed-never = Jamais fait. Un exercice montre que deux parts rouvrent bien le cabinet, sans rien changer.
rehearse-begin = Faire un exercice
rehearse-two = Il faut deux parts, comme si toutes les clés étaient perdues. Rien ne sera changé.
rehearse-mine = Votre part est prête : il en faut une autre, comme si toutes les clés étaient perdues. Rien ne sera changé.
rehearse-first = La part { $number } est bonne. Il en faut une deuxième.
rehearse-do = Ouvrir avec les deux parts
rehearse-done = Les deux parts rouvrent le cabinet. Rien n’a été changé.
request-recovery = Le { $date }, quelqu’un qui tient une part a demandé celle du gardien, pour reprendre le cabinet.
request-drill = Le { $date }, quelqu’un qui tient une part a demandé celle du gardien, pour un exercice.
request-mark = Repère de la demande :
request-why = Si ce n’est pas l’un de vous, refusez, puis refaites les parts : une feuille est en d’autres mains.
request-object = Refuser cette demande
request-objected = Le gardien ne remettra pas sa part sur cette demande.

## Paper

share-sheet-title = Part de secours { $number }
share-sheet-of = Parts n° { $sharing }, du { $date }
share-sheet-picture = Image qui contient cette part
share-sheet-note = Avec une autre part, cette feuille rouvre le cabinet quand ses clés sont perdues : « Reprendre un cabinet », dans l’application. Seule, elle n’ouvre rien. Gardez-la sous clé, loin des autres parts. Perdue ou vue par quelqu’un : refaites les parts.
papers-title =
    { $count ->
        [one] Votre feuille de secours
       *[other] Vos { $count } feuilles de secours
    }
papers-why =
    { $count ->
        [one] Imprimez-la ou recopiez-la, puis retapez-la : c’est ainsi qu’on sait qu’elle est juste. Elle ne sera plus montrée.
       *[other] Imprimez-les ou recopiez-les, puis retapez-les : c’est ainsi qu’on sait qu’elles sont justes. Elles ne seront plus montrées. Gardez chacune en un autre lieu.
    }
papers-try =
    { $count ->
        [one] Je l’ai, essayer
       *[other] Je les ai, essayer
    }
papers-check =
    { $count ->
        [one] Vérifier la feuille
       *[other] Vérifier les feuilles
    }
papers-see-again = Revoir
papers-leave =
    { $count ->
        [one] Si vous quittez cette page sans l’avoir prise, il faudra refaire les parts.
       *[other] Si vous quittez cette page sans les avoir prises, il faudra refaire les parts.
    }
papers-later =
    { $count ->
        [one] J’ai la feuille, la vérifier plus tard
       *[other] J’ai les feuilles, les vérifier plus tard
    }
papers-kept = Les parts de secours sont prêtes.

## Recovering

recover-why = Les clés du cabinet sont perdues ? Prenez une part de secours : une feuille, ou celle d’un collègue. Il en faudra une deuxième.
recover-found = Cette part est celle de « { $practice } ».
recover-found-share = Part { $number }, faite le { $date }.
recover-second = Une deuxième part
recover-by-share = J’ai une autre part
recover-by-custodian = Demander celle du gardien
recover-colleague = Un collègue en garde une : demandez-lui de l’afficher, « Parts de secours » puis « Afficher ma part ».
recover-other-sheet = L’autre feuille est chez quelqu’un de confiance.
recover-first-sheet = La première est sur une feuille, gardée sous clé par le cabinet.
recover-take = Reprendre le cabinet
recover-take-why = Les deux parts l’ouvrent. Vous en serez le seul responsable, avec de nouvelles clés et de nouvelles parts ; les clés perdues ne vaudront plus rien.
recover-keep = Qui reste ?
recover-keep-why = Les autres sortent ; vous pourrez les réinviter. Dans le doute, ne gardez personne.
recover-do = Reprendre le cabinet
recover-failed = Le cabinet n’a pas été repris. Rien n’a changé.
recovered = « { $practice } » est de nouveau à vous.
recovered-next = Prenez maintenant les nouvelles feuilles, puis réinvitez vos collègues.
recover-entry = Reprendre un cabinet dont les clés sont perdues
recover-entry-why = Avec deux parts de secours, ou une part et l’accord du gardien.
ask-why = Le gardien ne remet sa part qu’après avoir vérifié qui vous êtes, par plusieurs personnes et après un délai. Le cabinet, s’il n’est pas perdu, peut s’y opposer.
ask-drill = Pour un exercice aussi, comptez quelques jours. Votre demande s’affiche à tous les responsables du cabinet.
ask-do = Demander la part du gardien
ask-waiting = Le gardien a reçu votre demande.
ask-approved = Le gardien a dit oui : le délai court.
ask-mark = Votre repère :
ask-next = Appelez le gardien, dites qui vous êtes, et comparez ce repère de vive voix. Revenez ensuite ici, avec ce compte.
ask-look = Où en est-on ?
ask-released = Le gardien a remis sa part à ce compte.
ask-objected = Le cabinet s’est opposé à votre demande.
ask-refused = Le gardien n’a pas remis sa part.

## On the team page

team-shares-none = Ce cabinet n’a pas encore de parts de secours : si toutes les clés se perdent, rien ne les rend.
team-shares-have = Des parts de secours rouvrent le cabinet si toutes les clés se perdent.
team-shares-open = Parts de secours
remove-holder = { $name } garde une part de secours. Les parts seront refaites en même temps : préparez une imprimante.
