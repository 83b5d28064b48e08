SELECT s.s_name, s.s_acctbal, n.n_name, p.p_partkey, p.p_mfgr, s.s_phone, ps.ps_supplycost
FROM part p
JOIN partsupp ps ON ps.ps_partkey = p.p_partkey
JOIN supplier s ON s.s_suppkey = ps.ps_suppkey
JOIN nation n ON n.n_nationkey = s.s_nationkey
JOIN region r ON r.r_regionkey = n.n_regionkey
WHERE p.p_size = 32
  AND p.p_type LIKE '%NICKEL'
  AND r.r_name = 'ASIA'
  AND ps.ps_supplycost <= ALL (
    SELECT other.ps_supplycost
    FROM partsupp other, supplier os, nation os_nation, region os_region
    WHERE other.ps_partkey = p.p_partkey
      AND os.s_suppkey = other.ps_suppkey
      AND os_nation.n_nationkey = os.s_nationkey
      AND os_region.r_regionkey = os_nation.n_regionkey
      AND os_region.r_name = 'ASIA'
  )
ORDER BY s.s_acctbal DESC, n.n_name, s.s_name, p.p_partkey
LIMIT 50;
