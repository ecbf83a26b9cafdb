-- 两种角色，供别的程序共用本库（PostgreSQL）。由建表的那个数据库用户（即 JINGUO_DATABASE_URL 里的用户）在看板第一次启动之后执行：
--     psql 连接地址 -f data/roles.sql
-- 可以重复执行；程序升级、加了新表之后再执行一次。然后给每个程序建自己的用户，例如：
--     CREATE USER tongji PASSWORD '……' IN ROLE jinguo_reader;
--     CREATE USER ruku PASSWORD '……' IN ROLE jinguo_writer;

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'jinguo_reader') THEN CREATE ROLE jinguo_reader NOLOGIN; END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'jinguo_writer') THEN CREATE ROLE jinguo_writer NOLOGIN; END IF;
END $$;

-- 只读：什么都能查，什么都不能改。
GRANT USAGE ON SCHEMA public TO jinguo_reader, jinguo_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO jinguo_reader, jinguo_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO jinguo_reader, jinguo_writer;

-- 登录用的密码摘要、密钥、令牌谁也不给：账号只看得到名称、单位、岗位和授权。
REVOKE ALL ON accounts, sessions, old_passwords, lockouts FROM jinguo_reader, jinguo_writer;
GRANT SELECT (id, name, region_id, post, state, outside, must_change, exact, made_at, changed_at) ON accounts
    TO jinguo_reader, jinguo_writer;

-- 待审文件的副本只给写入的角色：审核要打开它。
REVOKE ALL ON submissions FROM jinguo_reader;
GRANT SELECT (id, file_name, file_sha256, actor, sent_at, region_id, places, headline, rows, rest, note, follows, draft, state,
    decided_at, decided_by, reason, cells, batch_id) ON submissions TO jinguo_reader;

-- 写入：能导入、修改、撤销；不能建表、删表，不能改指标、工作项目、区划这些目录。
GRANT INSERT, UPDATE, DELETE ON observations, rollups, targets, plans, schemes, weights, sites, settings, agendas, region_versions, answers TO jinguo_writer;
GRANT INSERT, UPDATE, DELETE ON project_states, project_tasks, project_checks TO jinguo_writer;
-- 批次、核实、写法对应、封账、报送、原因、督办、模板、考评只增、只标注，修改痕迹、材料留存、发布的考核结果只增：谁也抹不掉。
GRANT INSERT, UPDATE ON batches, confirmations, mappings, locks, submissions, reasons, matters, paper_templates,
  appraisal_rules, appraisal_marks TO jinguo_writer;
GRANT INSERT ON revisions, site_revisions, project_revisions, snapshots, snapshot_figures, boards, matter_entries,
  appraisals, appraisal_results TO jinguo_writer;
-- 审计记录只增：写入角色既改不了也删不了；末条的编号和校验码随每次写入往后走，开头的只有建表的用户能移（到期清理）。
GRANT INSERT ON audit TO jinguo_writer;
GRANT UPDATE (last, hash) ON audit_head TO jinguo_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO jinguo_writer;
