## Refusals

refusal-bad-share = Ces mots ne forment pas une part de secours. Vérifiez-en le nombre (vingt-quatre), l’ordre et l’orthographe.
refusal-wrong-share = Cette part n’est pas l’une de celles qui valent maintenant : d’autres l’ont remplacée, ou elle a été altérée. Cherchez la feuille la plus récente.
refusal-same-share = C’est deux fois la même part. Il en faut deux différentes.
