## Refusals

refusal-bad-share = Ces mots ne forment pas une part de secours. Vérifiez-en le nombre (vingt-quatre), l’ordre et l’orthographe.
refusal-wrong-share = Cette part n’est pas l’une de celles qui valent maintenant : d’autres l’ont remplacée, ou elle a été altérée. Cherchez la feuille la plus récente.
refusal-same-share = C’est deux fois la même part. Il en faut deux différentes.
refusal-share-unknown = Aucun cabinet n’a de part comme celle-ci. Si elle vient de vous, d’autres l’ont remplacée : cherchez la feuille la plus récente.
refusal-sharing-unknown = Ce cabinet n’a pas encore de parts de secours. Un responsable peut les faire.
refusal-sharing-conflict = Un collègue vient de refaire les parts de secours. Rechargez la page pour voir où elles en sont.
refusal-sharing-needed = Cette personne garde une part de secours. Rechargez la page, puis recommencez : les parts seront refaites avec son départ.
refusal-bad-sharing = Les nouvelles parts ne vont pas avec ce cabinet ou ses membres. Rien n’a changé. Rechargez la page, puis recommencez.
refusal-bad-check = Cette vérification ne porte pas sur les parts qui valent maintenant. Rechargez la page, puis recommencez.
refusal-share-not-held = Le gardien n’a pas de part de ce cabinet. Remettez-la-lui depuis la page des parts de secours.
refusal-share-replaced = Le gardien a déjà une part plus récente de ce cabinet. Un collègue a peut-être refait les parts : rechargez la page.
refusal-request-unknown = Le gardien ne connaît pas cette demande, ou elle est trop ancienne. Faites-en une nouvelle.
refusal-request-objected = Le cabinet s’est opposé à cette demande. Le gardien ne remettra pas sa part.
refusal-holder-misplaced = La seconde part va à un autre membre du cabinet, ou sur une seconde feuille. Choisissez.
refusal-share-not-mine = Vous ne gardez aucune part de ce cabinet.
refusal-share-lost = Le gardien était absent quand ces parts ont été faites : la sienne est perdue. Refaites les parts.
refusal-share-unreleased = Le gardien n’a pas encore remis sa part.
