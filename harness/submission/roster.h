// The instructor's list of students: gives submissions their names and numbers, and tells who handed in nothing. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/submission/csv.h"
#include "harness/submission/intake.h"

namespace ipclab {

struct RosterEntry {
  std::string id, name, login, email, late;
};

struct Roster {
  std::map<std::string, std::string> columns;  ///< "name" -> the heading that was taken for it: to be shown
  std::vector<RosterEntry> entries;
};

/// `chosen`: "name" -> heading, for id, name, login, email, late; the others are guessed from the headings. Throws
/// CsvError: no such heading, or nothing to tell students by.
Roster read_roster(std::string_view csv, const std::map<std::string, std::string>& chosen);

/// The only index in `candidates` that means the student, or -1: by number, login, address, or name in any order of its
/// words.
int find_student(const Student&, const std::vector<RosterEntry>& candidates);

/// Fills in what the roster knows, and adds students of the roster that handed in nothing as missing. Notes on
/// submissions that no entry fits go to the intake.
void apply_roster(const Roster&, Intake*);

/// The column that means this ("id", "name", "login", "email", "late"), or -1.
int guess_column(const CsvRow& headings, const std::string& meaning);

}  // namespace ipclab
