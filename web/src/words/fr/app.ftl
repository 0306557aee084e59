# The page of the app about itself.

app-why = Vos clés ne quittent pas ce navigateur : c’est cette application qui s’en sert. Elle doit donc être la même pour tout le monde, et chacun doit pouvoir le vérifier.
app-checking = Comparaison avec la version publiée : { $done } fichiers sur { $total }
app-begun = Lecture du journal public
app-again = Comparer de nouveau

app-good = Ce navigateur a reçu l’application publiée.
app-good-why = Ses { $files } fichiers et leurs protections sont, octet pour octet, ceux de la version inscrite au journal public.
app-changed = Cette application n’est pas celle qui a été publiée.
app-changed-remedy = N’y saisissez rien et n’y ouvrez pas votre compte. Fermez cette page, puis prévenez l’exploitant avec la liste ci-dessous.
app-outdated = Cette page n’est pas ce que l’éditeur donne à présent.
app-outdated-remedy = Le plus souvent, une version a été publiée pendant que la page était ouverte. Rechargez-la, puis revenez ici. Si ce message revient, n’y saisissez rien et prévenez l’exploitant avec la liste ci-dessous.
app-reload = Recharger la page
app-newer = Une version plus récente a été publiée.
app-newer-why = La version { $version } est inscrite au journal depuis le { $day }. L’éditeur ne la donne pas encore ici. Si cela dure plus d’un jour, prévenez l’exploitant.
app-failed = La comparaison n’a pas abouti.
app-list =
    { $count ->
        [one] Un fichier diffère
       *[other] { $count } fichiers diffèrent
    }
app-file-changed = Le contenu n’est pas celui de la version publiée.
app-headers-changed = Les protections demandées par la version manquent, ou d’autres en-têtes s’y ajoutent.
app-not-of-the-release = Cette adresse a été chargée, mais n’est pas de la version publiée.

app-release = La version publiée
app-version = Version
app-version-value = { $version }, publication n° { $release }
app-day = Inscrite le
app-log = Dans le journal
app-log-value = Feuille { $leaf } du journal { $name }, qui en a { $size } ; tenu par le gardien
app-witnesses = Témoins
app-witness = { $name }, le { $day } à { $time }
app-witnesses-why = Ils attestent que le journal montre la même chose à tous.
app-files = Fichiers
app-files-value = { $files }, soit { $size } ko
app-hash = Empreinte à comparer
app-servers = Empreinte des serveurs et de leurs clés

app-compare = Comparer sans croire cette page
app-compare-why = Une application modifiée pourrait mentir, ici aussi, et montrer l’empreinte attendue.
app-compare-command = Une commande ne dépend pas d’elle. Sur un ordinateur de confiance, de préférence relié au même réseau, elle compare tout ce que l’éditeur envoie avec le journal :
app-compare-device = Un autre appareil doit montrer ici la même empreinte. Sinon, l’un des deux n’a pas reçu la version publiée en dernier.
app-proves = Ce que cela prouve, et ce que cela ne prouve pas
app-proves-same = Si cette page dit vrai, vous avez reçu la même application que tous. Une autre devrait être inscrite elle aussi, là où personne ne peut l’effacer, et l’une des deux serait la plus ancienne.
app-proves-past = Cela ne dit rien de ce qui a été reçu hier, ni de ce qui le sera demain : l’éditeur pourrait donner une autre application, une seule fois, à une seule personne. Elle serait hors du journal, et découverte par qui compare à ce moment.
app-proves-content = Cela ne dit pas que l’application est bonne, mais qu’elle est publique : son code peut être lu et reconstruit par chacun, avec la même empreinte.

## Refusals, where they are about the app and not a practice

app-refusal-offline = L’éditeur ou le gardien ne répond pas. Rien n’a été comparé. Vérifiez le réseau, puis réessayez.
app-refusal-not-in-log = Cette version n’est pas inscrite au journal public. N’y saisissez rien et n’y ouvrez pas votre compte. Fermez cette page et prévenez l’exploitant.
app-refusal-log-not-witnessed = Cette version vient d’être publiée et sa vérification indépendante est en cours. Réessayez dans quelques minutes.
app-refusal-log-not-cosigned = Personne d’indépendant n’atteste le journal tel qu’il a été montré ici : rien ne dit que cette version est publique. Réessayez dans quelques minutes ; si cela continue, n’y saisissez rien et prévenez l’exploitant.
app-refusal-cosignature-stale = Ce qui a été montré du journal date de plusieurs jours, ou l’horloge de cet appareil est fausse. Vérifiez la date et l’heure, puis réessayez ; si cela continue, prévenez l’exploitant.
app-refusal-log-forked = Le journal public raconte deux histoires différentes. N’y saisissez rien pour l’instant et prévenez l’exploitant.
app-refusal-log-rolled-back = Le journal public est plus ancien que celui déjà vu par ce navigateur. Réessayez plus tard ; si cela continue, prévenez l’exploitant.
app-refusal-checkpoint-forged = La signature du journal public est fausse. Vérifiez l’adresse de cette page et prévenez l’exploitant.
app-refusal-unexpected = L’éditeur ne publie pas de version que l’on puisse vérifier. Réessayez ; si cela continue, n’y saisissez rien et prévenez l’exploitant.
