#include "harness/batch/store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <stdexcept>

namespace ipclab {
namespace {

constexpr int kVersion = 1;
constexpr int kPatienceMs = 60'000;

constexpr const char* kTables = R"sql(
CREATE TABLE file (digest TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE submission (digest TEXT NOT NULL, name BLOB NOT NULL, file TEXT NOT NULL REFERENCES file,
                         PRIMARY KEY (digest, name)) WITHOUT ROWID;
CREATE TABLE kept (digest TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE result (exercise TEXT NOT NULL, exercise_digest TEXT NOT NULL, tool TEXT NOT NULL,
                     submission TEXT NOT NULL REFERENCES kept, verdict TEXT NOT NULL, earned REAL NOT NULL,
                     possible REAL NOT NULL, report TEXT NOT NULL, records TEXT NOT NULL, started TEXT NOT NULL,
                     seconds REAL NOT NULL, tries INTEGER NOT NULL,
                     PRIMARY KEY (exercise, exercise_digest, tool, submission)) WITHOUT ROWID;
CREATE TABLE run (id INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE mark (run INTEGER NOT NULL REFERENCES run, student TEXT NOT NULL, name BLOB NOT NULL,
                   exercise TEXT NOT NULL, exercise_digest TEXT NOT NULL, tool TEXT NOT NULL,
                   submission TEXT NOT NULL, verdict TEXT NOT NULL, earned REAL NOT NULL, possible REAL NOT NULL,
                   PRIMARY KEY (run, student, exercise)) WITHOUT ROWID;
)sql";

Verdict verdict_of(const std::string& name) {
  for (const Verdict verdict : {Verdict::Pass, Verdict::Fail, Verdict::BuildError}) {
    if (to_string(verdict) == name) return verdict;
  }
  return Verdict::Inconclusive;
}

void bind(SQLite::Statement& statement, int at, const std::string& bytes) {
  statement.bind(at, bytes.data(), static_cast<int>(bytes.size()));
}

std::string bytes_at(SQLite::Statement& statement, int at) {
  const SQLite::Column column = statement.getColumn(at);
  return {static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}

void bind_key(SQLite::Statement& statement, int from, const ResultKey& key) {
  statement.bind(from, key.exercise);
  statement.bind(from + 1, key.exercise_digest);
  statement.bind(from + 2, key.tool);
  statement.bind(from + 3, key.submission);
}

}  // namespace

struct Store::Impl {
  explicit Impl(const std::filesystem::path& file)
      : database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kPatienceMs) {}
  mutable SQLite::Database database;
};

Store::Store(const std::filesystem::path& file) : impl_(std::make_unique<Impl>(file)) {
  SQLite::Database& database = impl_->database;
  // Readers and one writer at the same time; a result that was told as kept outlives a failure of power, too.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  if (version == 0) {
    database.exec(kTables);
    database.exec(fmt::format("PRAGMA user_version = {}", kVersion));
  } else if (version != kVersion) {
    throw std::runtime_error(
        fmt::format("{} was made by another version of ipclab; choose another --out", file.string()));
  }
  transaction.commit();
}

Store::~Store() = default;

void Store::keep_submission(const Submission& submission) {
  SQLite::Database& database = impl_->database;
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  SQLite::Statement known(database, "INSERT OR IGNORE INTO kept VALUES (?)");
  known.bind(1, submission.digest);
  if (known.exec() == 0) return;
  SQLite::Statement file(database, "INSERT OR IGNORE INTO file VALUES (?, ?)");
  SQLite::Statement member(database, "INSERT INTO submission VALUES (?, ?, ?)");
  for (const SubmittedFile& submitted : submission.files) {
    const std::string digest = sha256(submitted.bytes);
    file.reset();
    file.bind(1, digest);
    bind(file, 2, submitted.bytes);
    file.exec();
    member.reset();
    member.bind(1, submission.digest);
    bind(member, 2, submitted.name);
    member.bind(3, digest);
    member.exec();
  }
  transaction.commit();
}

Submission Store::submission(const std::string& digest) const {
  SQLite::Statement known(impl_->database, "SELECT 1 FROM kept WHERE digest = ?");
  known.bind(1, digest);
  if (!known.executeStep()) throw std::runtime_error("the store has no submission " + digest);
  SQLite::Statement rows(impl_->database,
                         "SELECT name, bytes FROM submission JOIN file ON file.digest = submission.file "
                         "WHERE submission.digest = ? ORDER BY name");
  rows.bind(1, digest);
  Submission submission;
  submission.digest = digest;
  while (rows.executeStep()) submission.files.push_back({bytes_at(rows, 0), bytes_at(rows, 1)});
  return submission;
}

void Store::keep_result(const ResultKey& key, const StoredResult& result) {
  // A judgement stays: whoever comes second with the same key adds nothing.
  SQLite::Statement row(impl_->database,
                        "INSERT INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                        "verdict = excluded.verdict, earned = excluded.earned, possible = excluded.possible, "
                        "report = excluded.report, records = excluded.records, started = excluded.started, "
                        "seconds = excluded.seconds, tries = excluded.tries WHERE verdict = 'inconclusive'");
  bind_key(row, 1, key);
  row.bind(5, std::string(to_string(result.verdict)));
  row.bind(6, result.score.earned);
  row.bind(7, result.score.possible);
  row.bind(8, result.report);
  row.bind(9, result.records);
  row.bind(10, result.started);
  row.bind(11, result.seconds);
  row.bind(12, result.tries);
  row.exec();
}

std::optional<StoredResult> Store::result(const ResultKey& key) const {
  SQLite::Statement row(impl_->database,
                        "SELECT verdict, earned, possible, report, records, started, seconds, tries FROM result "
                        "WHERE exercise = ? AND exercise_digest = ? AND tool = ? AND submission = ?");
  bind_key(row, 1, key);
  if (!row.executeStep()) return std::nullopt;
  StoredResult result;
  result.verdict = verdict_of(row.getColumn(0).getString());
  result.score = {row.getColumn(1).getDouble(), row.getColumn(2).getDouble()};
  result.report = row.getColumn(3).getString();
  result.records = row.getColumn(4).getString();
  result.started = row.getColumn(5).getString();
  result.seconds = row.getColumn(6).getDouble();
  result.tries = row.getColumn(7).getInt();
  return result;
}

bool Store::is_judged(const ResultKey& key) const {
  SQLite::Statement row(impl_->database,
                        "SELECT 1 FROM result WHERE exercise = ? AND exercise_digest = ? AND tool = ? AND "
                        "submission = ? AND verdict <> 'inconclusive'");
  bind_key(row, 1, key);
  return row.executeStep();
}

void Store::forget(const std::string& tool) {
  SQLite::Statement rows(impl_->database, "DELETE FROM result WHERE tool = ?");
  rows.bind(1, tool);
  rows.exec();
}

void Store::keep_marks(const std::vector<StoredMark>& marks) {
  if (this->marks(0) == marks) return;
  SQLite::Database& database = impl_->database;
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  database.exec("INSERT INTO run DEFAULT VALUES");
  const std::int64_t run = database.getLastInsertRowid();
  SQLite::Statement row(database, "INSERT INTO mark VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const StoredMark& mark : marks) {
    row.reset();
    row.bind(1, run);
    row.bind(2, mark.student);
    bind(row, 3, mark.name);
    bind_key(row, 4, mark.result);
    row.bind(8, mark.verdict);
    row.bind(9, mark.score.earned);
    row.bind(10, mark.score.possible);
    row.exec();
  }
  transaction.commit();
}

std::vector<StoredMark> Store::marks(int back) const {
  SQLite::Statement rows(impl_->database,
                         "SELECT student, name, exercise, exercise_digest, tool, submission, verdict, earned, possible "
                         "FROM mark WHERE run = (SELECT id FROM run ORDER BY id DESC LIMIT 1 OFFSET ?) "
                         "ORDER BY student, exercise");
  rows.bind(1, back);
  std::vector<StoredMark> marks;
  while (rows.executeStep()) {
    StoredMark mark;
    mark.student = rows.getColumn(0).getString();
    mark.name = bytes_at(rows, 1);
    mark.result = {rows.getColumn(2).getString(), rows.getColumn(3).getString(), rows.getColumn(4).getString(),
                   rows.getColumn(5).getString()};
    mark.verdict = rows.getColumn(6).getString();
    mark.score = {rows.getColumn(7).getDouble(), rows.getColumn(8).getDouble()};
    marks.push_back(std::move(mark));
  }
  return marks;
}

}  // namespace ipclab
