# La page de confiance : ce que l'installation mesure d'elle-même, devant tout le monde.

title-trust = Confiance
privacy-trust = L’état mesuré en ce moment, les garanties et les journaux publics
trust-intro = Ce que cette installation mesure d’elle-même en ce moment, ce qu’elle déclare, et comment le vérifier sans croire personne sur parole. Votre navigateur interroge les deux serveurs sans leur dire qui vous êtes.
trust-print = Imprimer
trust-platform = Plateforme
trust-custodian = Gardien
trust-asking = Lecture en cours.
trust-unanswered = Cette partie n’a pas pu être lue.

trust-checks = Contrôles en direct
trust-checks-why = Chaque serveur se mesure lui-même, sans cesse, et inscrit chaque mesure dans une chaîne de preuves que personne ne peut récrire. Ce qui est ancien ou n’a jamais été mesuré ne compte pas comme tenu. Le détail d’un défaut n’est pas montré ici : il aiderait celui qui voudrait en profiter.
trust-checks-all =
    { $count ->
        [one] Le seul contrôle
       *[other] Les { $count } contrôles, un par un
    }
trust-checks-none = Ce serveur ne déclare aucun contrôle.
trust-checks-counted = En résumé, { $hand }
trust-grey-why = « Non mesuré » n’est pas une panne : sur une installation neuve, chaque contrôle passe de lui-même à son heure. S’il reste ainsi plus d’un jour, l’exploitant le voit à la console.
trust-counted = { $count } · { $state }
trust-check = Contrôle
trust-state = État
trust-age = Dernier passage
trust-never = jamais
trust-state-green = tenu
trust-state-red = non tenu
trust-state-error = en erreur
trust-state-grey = non mesuré, ou trop ancien
trust-state-not-applicable = sans objet ici

trust-certificates = Certificats
trust-certificates-none = Aucun. L’exploitant de cette installation ne déclare aucun certificat en cours, et utiliser ce logiciel n’en donne aucun. Celui qui en détient un l’inscrit à la console, au registre « Certificats ».
trust-certificate-us = Détenu par l’exploitant de cette installation.
trust-certificate-processor = Détenu par un sous-traitant : { $name }.
trust-certificate-by = délivré par { $body }, n° { $number }
trust-certificate-lasts = du { $from } au { $until }
trust-activities = Activités d’hébergement : { $activities }

trust-guarantees = Sous-traitants et garanties
trust-statement-why = Cette phrase est calculée à partir du registre des sous-traitants ; personne ne la saisit. Le tableau est celui que le référentiel HDS demande à un hébergeur de publier. Il n’affirme aucune certification.
trust-processors = Qui sont ces sous-traitants, et ce que chacun reçoit
trust-processor = Qui
trust-role = Rôle
trust-hds = Certifié HDS
trust-secnumcloud = SecNumCloud
trust-activities-short = Activités
trust-access = Accès depuis un pays hors EEE
trust-exposure = Soumis à la loi d’un pays hors EEE
trust-yes = oui
trust-no = non
trust-because = { $where } : { $why }
trust-not-answered = à compléter
trust-unanswered-title = Ce qui manque au registre
trust-unanswered-line = { $who } ({ $id }) : { $what }.
trust-unanswered-name = son nom
trust-unanswered-country = son pays
trust-unanswered-access = si l’on y accède depuis un pays hors EEE
trust-unanswered-exposure = s’il est soumis à la loi d’un pays hors EEE
trust-unanswered-where = L’exploitant l’écrit dans le fichier processors.toml de la plateforme, que le serveur relit à son démarrage. Personne d’autre ne peut le compléter.

trust-requests = Demandes d’autorités
trust-requests-why = Un rapport par semestre, signé, qui compte aussi les zéros. Ce qu’une autorité peut recevoir ici est scellé : personne à la plateforme ne peut l’ouvrir.
trust-report = { $half } : { $received } reçues, { $contested } contestées, { $disclosed } suivies d’une remise de données scellées, { $clear } d’une remise en clair. La signature a été vérifiée par votre navigateur.
trust-report-none = Aucun semestre ne s’est achevé depuis que les preuves ont commencé : aucun rapport encore.
trust-reports = Tous les rapports, sur une page de la plateforme

trust-logs = Journaux publics
trust-logs-why = Tout ce qui engage un serveur est inscrit dans son journal, où rien ne s’efface. Votre navigateur vient d’en vérifier les signatures ; comparez l’empreinte avec celle que voit quelqu’un d’autre.
trust-log-size = { $size } inscriptions.
trust-log-signed = Signé par le journal.
trust-log-witnessed =
    { $quorum ->
        [one] Contresigné par { $witnessed } des témoins, sur un demandé. Dernière fois : { $age }.
       *[other] Contresigné par { $witnessed } des témoins, sur { $quorum } demandés. Dernière fois : { $age }.
    }
trust-log-unwitnessed = Aucun des témoins demandés ne l’a contresigné.

trust-evidence = Preuves
trust-evidence-why = Les mesures et les décisions de chaque jour sont résumées en une empreinte inscrite au journal public. Qui reçoit les preuves, un auditeur par exemple, voit ainsi qu’elles n’ont pas changé depuis.
trust-evidence-none = Aucun jour n’est encore inscrit au journal. Le serveur inscrit chaque jour de lui-même, une fois le jour clos : il n’y a rien à régler.
trust-evidence-day =
    { $count ->
        [0] Le { $day } : aucun événement, { $total } depuis le début. Inscription n° { $index } du journal.
        [one] Le { $day } : un événement, { $total } depuis le début. Inscription n° { $index } du journal.
       *[other] Le { $day } : { $count } événements, { $total } depuis le début. Inscription n° { $index } du journal.
    }
trust-evidence-found = Votre navigateur a retrouvé cette empreinte dans le journal.
trust-verify-evidence = Les preuves que l’on vous a remises n’ont pas changé :
trust-moment = { $day } à { $time }
trust-read-at = Lu par ce navigateur le { $when }, à l’adresse
