-- The kinds of practitioners follow the whole of the State's lists (directory/specialties.csv): who was found by a code
-- that is now an option of another, or under a kind that was not theirs, is found by their own. Each new publication
-- does the same by itself.

CREATE TEMPORARY TABLE option ON COMMIT DROP AS
SELECT code, kind FROM (VALUES
        ('171', '71'), ('172', '72'), ('173', '73'), ('193', '93'), ('194', '97'), ('69', '60'), ('SCD03', '40'),
        ('SI02', 'SI01'), ('SI03', 'SI01'), ('SI04', 'SI01'), ('SI05', 'SI01'), ('SI06', '60'), ('SI07', '60'),
        ('SM06', 'SM07'), ('SM19', 'SM20'), ('SM22', 'SM21'), ('SM23', 'SM21'), ('SM26', 'SM54'), ('SM33', 'SM32'),
        ('SM35', 'SM21'), ('SM39', 'SM34'), ('SM45', 'SM37'), ('SM50', 'SM07'), ('SM51', 'SM20'), ('SM52', 'SM20'),
        ('SM53', 'SM54'), ('SM55', 'SM44'), ('SM56', 'SCD02'), ('SM62', 'SM16'), ('SM63', 'SM03'), ('SM64', 'SM03'),
        ('SM65', 'SM03'), ('SM66', 'SM03'), ('SM67', 'SM03'), ('SM68', 'SM07'), ('SM69', 'SM09'), ('SM70', 'SM09'),
        ('SM71', 'SM21'), ('SM72', 'SM27'), ('SM73', 'SM04'), ('SM74', 'SM44'), ('SM75', 'SM49'), ('SM76', 'SM02'),
        ('SM77', 'SM07'), ('SM78', 'SM14'), ('SM79', 'SM04'), ('SM80', 'SM04'), ('SM81', 'SM04'), ('SM82', 'SM46'),
        ('SM83', 'SM30'), ('SM84', 'SM32'), ('SM85', 'SM38'), ('SM86', 'SM34'), ('SM87', 'SM40'), ('SM88', 'SM40'),
        ('SM89', 'SM40'), ('SM90', 'SM40'), ('SM91', 'SM41'), ('SM92', 'SM43'), ('SM93', 'SM42'), ('SM94', 'SM44'),
        ('SM95', 'SM49'), ('SP01', '21'), ('SP02', '21'), ('SP03', '21'), ('SP04', '21')) AS listed (code, kind);

UPDATE directory.practitioner AS d
   SET code = now.code
  FROM (SELECT practitioner, coalesce(option.kind, official) AS code
          FROM directory.practitioner
         CROSS JOIN LATERAL coalesce(nullif(specialty, ''), profession) AS official
          LEFT JOIN option ON option.code = official) AS now
 WHERE d.practitioner = now.practitioner AND d.code <> now.code;

SELECT directory.offer_to_search(array_agg(practice)) FROM directory.practice;
