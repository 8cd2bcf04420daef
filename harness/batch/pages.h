// The cohort for a browser: an index, and a page a student. For the instructor: hidden scenarios are shown in full.
#pragma once

#include <filesystem>
#include <string>

#include "harness/batch/cohort.h"

namespace ipclab {

/// Writes FOLDER/index.html and FOLDER/students/KEY.html. The pages need no network and no script; with one the table
/// can be sorted and filtered.
void write_pages(const std::filesystem::path& folder, const Cohort&, const Store&);

std::string index_page(const Cohort&);
std::string student_page(const Cohort&, const Graded&, const Store&);

}  // namespace ipclab
