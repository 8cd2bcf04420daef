// How learning platforms name what they export: whose a folder or file is. Pure; docs/formats.md has the patterns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ipclab {

enum class Export { Plain, Moodle, Canvas, Gradescope, Classroom };
std::string_view to_string(Export);

/// What the name of a folder or file of an export tells.
struct ExportName {
  Export kind = Export::Plain;
  std::string student;          ///< equal for everything of one student
  std::string name;             ///< of the person, as far as it is told
  std::string id;               ///< the platform's number; empty: none
  bool late = false;            ///< marked so by the platform
  std::int64_t attachment = 0;  ///< Canvas: higher ones are newer
  std::string file;             ///< the student's own name of a file that stands alone; empty: a folder
  int version = 0;              ///< Canvas: which upload of a file of that name, 0 the first
};

/// `is_folder`: the name is a folder's. `classroom_prefix`: what GitHub Classroom puts before each login, or empty.
ExportName read_export_name(std::string_view name, bool is_folder, std::string_view classroom_prefix = {});

/// "attempt 3", "Versuch-2", "submission_1" or a number alone -> 3, 2, 1; 0 for other names.
int attempt_number(std::string_view folder);

/// -1, 0, 1: numbers within the texts are compared as numbers.
int compare_naturally(std::string_view left, std::string_view right);

}  // namespace ipclab
