# The queue of a rush, held times, and lines of those who wait.

queue-title = Vous êtes dans la file
queue-soon = Votre tour vient dans moins d’une minute.
queue-wait = Votre tour vient dans { $time } environ.
queue-turn = C’est votre tour. Votre demande est envoyée.
queue-ahead =
    { $count ->
        [one] Une demande passe avant la vôtre.
       *[other] Environ { $count } demandes passent avant la vôtre.
    }
queue-progress = Attente
queue-why = Beaucoup de personnes réservent en ce moment. Chacun passe dans l’ordre où il est venu.
queue-then-book = Rien n’est encore réservé. À votre tour, cette page réserve d’elle-même l’heure que vous avez choisie. Si elle est prise d’ici là, les plus proches vous sont proposées aussitôt.
queue-then-move = Votre rendez-vous reste où il est. À votre tour, cette page le déplace d’elle-même. Si la nouvelle heure est prise d’ici là, les plus proches vous sont proposées aussitôt.
queue-stay = Laissez cette page ouverte. Si elle se ferme, ce navigateur garde votre place jusqu’à deux minutes après votre tour : reprenez le même rendez-vous et confirmez.
queue-stay-move = Laissez cette page ouverte. Si elle se ferme, demandez à nouveau le déplacement : ce rendez-vous garde sa place jusqu’à deux minutes après votre tour.
queue-lost = La connexion est perdue ; nous réessayons. Votre place vous attend deux minutes après votre tour.
queue-leave = Quitter la file
queue-left = Vous avez quitté la file. Rien n’a été réservé.
queue-left-move = Vous avez quitté la file. Votre rendez-vous n’a pas bougé.
queue-kept = Votre place dans la file est gardée.
queue-kept-how = Choisissez votre rendez-vous et confirmez : l’attente reprend là où elle en était.
refusal-queue-left = Vous avez quitté la file. Rien n’a été envoyé.
refusal-queue-paused = Vous avez quitté la file. Rien n’a été envoyé.

## Held times

held-until = Gardée pour vous jusqu’à { $time }
held-soon = Gardée pour vous encore deux minutes environ
held-over = Elle n’est plus gardée. Elle est peut-être encore libre : confirmez.
held-why = Pendant que vous écrivez, personne d’autre ne peut la prendre.

## Lines

wait-entry = Aucune heure ne convient ? Me prévenir si une autre se libère
wait-what = Dès qu’une heure se libère entre ces jours, elle est proposée à la première personne de la liste, puis à la suivante. La vôtre vous est gardée trente minutes (la nuit, jusqu’à 8 h 30).
wait-how = Vous recevrez « Quelque chose vous attend », sans autre détail. Acceptez ou refusez ensuite ici, dans « Mes rendez-vous », depuis ce navigateur.
wait-first = Du
wait-last = Au
wait-last-wrong = Le dernier jour vient avant le premier.
wait-hours = À quel moment
wait-any = À toute heure
wait-morning = Le matin
wait-afternoon = L’après-midi
wait-join = Me mettre sur la liste
wait-joined = Vous êtes sur la liste.
wait-rank =
    { $ahead ->
        [0] Vous êtes en tête de la liste.
        [one] Une personne attend avant vous.
       *[other] { $ahead } personnes attendent avant vous.
    }
wait-see = Voir mes listes d’attente
wait-sign-in = Pour être prévenu, il vous faut vos clés.
waits-title = Listes d’attente
waits-failed = Vos listes d’attente n’ont pas pu être lues.
wait-between = Entre le { $first } et le { $last }
wait-over = Vous n’êtes plus sur cette liste : ses jours sont passés, trois heures proposées n’ont pas été prises, ou ce qui vous y donnait droit a servi ailleurs ou n’est plus valable.
wait-leave = Quitter la liste
wait-left = Vous avez quitté la liste. Elle ne retient plus de réservation.
offer-title = Une heure s’est libérée
offer-until = Elle vous est gardée jusqu’à { $time }, puis va à la personne suivante.
offer-take = Prendre cette heure
offer-decline = Non merci, à la personne suivante
offer-declined = L’heure est passée à la personne suivante. Vous restez sur la liste.
offer-confirm = Confirmer cette heure
offer-failed = L’heure n’a pas pu être prise.
refusal-offer-over = Cette heure n’est plus gardée pour vous. Vous restez sur la liste pour la suivante.
held-time = Gardée jusqu’à
held-offered = Proposée jusqu’à
held-sentence = { $when } : gardée jusqu’à { $until } pour quelqu’un qui réserve ou attend
