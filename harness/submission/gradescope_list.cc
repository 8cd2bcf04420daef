#include "harness/submission/gradescope_list.h"

#include <algorithm>
#include <ctime>

namespace ipclab {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string_view unquoted(std::string_view value) {
  const bool quoted =
      value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front();
  return quoted ? value.substr(1, value.size() - 2) : value;
}

void add(std::string* list, std::string_view value) {
  if (value.empty()) return;
  if (!list->empty()) *list += ", ";
  *list += value;
}

/// "2026-11-19 22:04:42.381047000 Z", in universal time.
std::int64_t time_of(const std::string& text) {
  std::tm when{};
  const char* end = strptime(text.c_str(), "%Y-%m-%d %H:%M:%S", &when);
  return end != nullptr && text.ends_with('Z') ? timegm(&when) : 0;
}

}  // namespace

std::map<std::string, GradescopeSubmitter> read_gradescope_list(std::string_view yaml) {
  std::map<std::string, GradescopeSubmitter> all;
  GradescopeSubmitter* current = nullptr;
  bool submitters = false;
  while (!yaml.empty()) {
    const std::size_t end = std::min(yaml.find('\n'), yaml.size());
    const std::string_view line = yaml.substr(0, end);
    yaml.remove_prefix(std::min(end + 1, yaml.size()));
    if (line.starts_with("submission_")) {
      current = &all[std::string(line.substr(0, line.find(':')))];
      submitters = false;
      continue;
    }
    // Ruby wrote it: keys begin with a colon.
    std::string_view rest = trimmed(line);
    if (rest.starts_with("- ")) rest = trimmed(rest.substr(2));
    if (rest.starts_with(':')) rest.remove_prefix(1);
    const std::size_t colon = rest.find(':');
    if (current == nullptr || colon == std::string_view::npos) continue;
    const std::string_view key = rest.substr(0, colon), value = unquoted(trimmed(rest.substr(colon + 1)));
    if (key == "submitters") {
      submitters = true;
    } else if (key == "name" && submitters) {
      add(&current->name, value);
    } else if (key == "sid" && submitters) {
      add(&current->id, value);
    } else if (key == "email" && submitters) {
      add(&current->email, value);
    } else if (key == "created_at" && line.starts_with("  :")) {
      current->created = time_of(std::string(value));
      submitters = false;
    } else if (line.starts_with("  :")) {
      submitters = false;  // the next key of the submission itself
    }
  }
  return all;
}

}  // namespace ipclab
