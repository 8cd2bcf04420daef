#include "harness/submission/roster.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>
#include <utility>

namespace ipclab {
namespace {

/// Headings as platforms write them, without blanks and marks, the likeliest first.
const std::map<std::string, std::vector<std::string>> kHeadings = {
    {"id",
     {"id", "studentid", "sid", "identifier", "idnumber", "sisuserid", "matriculationnumber", "matriculation",
      "matrikelnummer", "number", "studentnumber", "userid"}},
    {"name", {"name", "fullname", "student", "studentname", "displayname", "vollstandigername", "nomcomplet"}},
    {"login",
     {"login", "username", "sisloginid", "loginid", "githubusername", "github", "user", "account", "netid",
      "benutzername"}},
    {"email", {"email", "emailaddress", "mail", "emailadresse"}},
    {"late", {"late", "dayslate", "lateness"}},
};

/// Lower case; only letters and digits of ASCII and all bytes beyond it.
std::string bare(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte) != 0) result += static_cast<char>(std::tolower(byte));
  }
  return result;
}

/// "Smith, Bob" and "bob smith" are the same words.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : std::string(name) + " ") {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte) != 0) {
      word += static_cast<char>(std::tolower(byte));
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, ""));
    }
  }
  std::sort(words.begin(), words.end());
  return words;
}

/// Canvas writes "Smith, Bob" as "smithbob", others turn it round: any order of the words, run together.
bool is_run_together(const std::string& name, std::vector<std::string> words) {
  if (words.empty() || words.size() > 5) return false;
  do {
    std::string together;
    for (const std::string& word : words) together += word;
    if (together == name) return true;
  } while (std::next_permutation(words.begin(), words.end()));
  return false;
}

/// Moodle: "Participant 4711".
std::string without_words(std::string_view id) {
  const std::size_t first = id.find_first_of("0123456789");
  const bool number_behind_word = first != std::string_view::npos && first > 0 && id[first - 1] == ' ' &&
                                  std::all_of(id.begin() + static_cast<std::ptrdiff_t>(first), id.end(),
                                              [](char c) { return c >= '0' && c <= '9'; });
  return std::string(number_behind_word ? id.substr(first) : id);
}

int only(const std::vector<RosterEntry>& entries, const auto& fits) {
  int found = -1;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!fits(entries[i])) continue;
    if (found != -1) return -1;
    found = static_cast<int>(i);
  }
  return found;
}

/// "3", "3 days", "yes"; 0: not late. -1: late, and not known by how much.
double days_of(const std::string& text) {
  double days = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (error == std::errc() && end != text.data()) return std::clamp(days, 0.0, 3650.0);
  const std::string word = bare(text);
  return word.empty() || word == "no" || word == "false" || word == "ontime" ? 0 : -1;
}

}  // namespace

int guess_column(const CsvRow& headings, const std::string& meaning) {
  for (const std::string& heading : kHeadings.at(meaning)) {
    for (std::size_t i = 0; i < headings.cells.size(); ++i) {
      if (bare(headings.cells[i].value) == heading) return static_cast<int>(i);
    }
  }
  return -1;
}

Roster read_roster(std::string_view csv, const std::map<std::string, std::string>& chosen) {
  const CsvTable table = parse_csv(csv);
  if (table.rows.empty()) throw CsvError("it is empty");
  Roster roster;
  std::map<std::string, int> columns;
  for (const auto& [meaning, headings] : kHeadings) {
    int column = guess_column(table.rows.front(), meaning);
    if (const auto wish = chosen.find(meaning); wish != chosen.end()) {
      const auto& cells = table.rows.front().cells;
      const auto at =
          std::find_if(cells.begin(), cells.end(), [&](const CsvCell& it) { return it.value == wish->second; });
      if (at == cells.end()) throw CsvError(fmt::format("it has no column \"{}\"", wish->second));
      column = static_cast<int>(at - cells.begin());
    }
    columns[meaning] = column;
    if (column >= 0) roster.columns[meaning] = table.at(0, static_cast<std::size_t>(column));
  }
  if (columns["id"] < 0 && columns["name"] < 0 && columns["login"] < 0 && columns["email"] < 0) {
    throw CsvError("none of its columns is taken for id, name, login or email: name one");
  }
  for (std::size_t row = 1; row < table.rows.size(); ++row) {
    const auto value = [&](const std::string& meaning) {
      return columns[meaning] < 0 ? "" : table.at(row, static_cast<std::size_t>(columns[meaning]));
    };
    RosterEntry entry{value("id"), value("name"), value("login"), value("email"), value("late")};
    if (!(entry.id + entry.name + entry.login + entry.email).empty()) roster.entries.push_back(std::move(entry));
  }
  return roster;
}

int find_student(const Student& student, const std::vector<RosterEntry>& candidates) {
  const std::string id = bare(student.id), name = bare(student.name), email = bare(student.email);
  if (!id.empty()) {
    const int at = only(candidates, [&](const RosterEntry& it) { return bare(without_words(it.id)) == id; });
    if (at >= 0) return at;
  }
  const std::string login = student.login.empty() ? name : bare(student.login);
  const auto told = [](const std::string& ours, const std::string& theirs) {
    return !ours.empty() && ours == bare(theirs);
  };
  if (const int at = only(candidates, [&](const auto& it) { return told(login, it.login); }); at >= 0) return at;
  if (const int at = only(candidates, [&](const auto& it) { return told(email, it.email); }); at >= 0) return at;
  if (const int at = only(candidates, [&](const auto& it) { return told(name, it.id); }); at >= 0) return at;
  if (name.empty()) return -1;
  const std::vector<std::string> words = words_of(student.name);
  if (const int at = only(candidates, [&](const auto& it) { return words_of(it.name) == words; }); at >= 0) return at;
  return only(candidates, [&](const auto& it) { return is_run_together(name, words_of(it.name)); });
}

void apply_roster(const Roster& roster, Intake* intake) {
  std::set<int> used;
  for (Student& student : intake->students) {
    const int at = find_student(student, roster.entries);
    if (at < 0) {
      intake->notes.push_back(fmt::format("{} is not on the roster", student.name));
      continue;
    }
    used.insert(at);
    const RosterEntry& entry = roster.entries[static_cast<std::size_t>(at)];
    if (!entry.name.empty()) student.name = entry.name;
    if (student.id.empty()) student.id = entry.id;
    if (student.login.empty()) student.login = entry.login;
    if (student.email.empty()) student.email = entry.email;
    if (const double days = days_of(entry.late); days != 0) {
      student.late = true;
      student.days_late = std::max(days, 0.0);
    }
  }
  for (std::size_t i = 0; i < roster.entries.size(); ++i) {
    if (used.contains(static_cast<int>(i))) continue;
    const RosterEntry& entry = roster.entries[i];
    Student absent;
    absent.missing = true;
    absent.name = entry.name.empty() ? entry.login + entry.email + entry.id : entry.name;
    absent.id = entry.id;
    absent.login = entry.login;
    absent.email = entry.email;
    absent.key = key_of("missing_" + (entry.id.empty() ? absent.name : entry.id));
    intake->students.push_back(std::move(absent));
  }
}

}  // namespace ipclab
