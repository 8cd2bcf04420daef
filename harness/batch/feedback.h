// What each student gets back, without what hidden scenarios do.
#pragma once

#include <filesystem>

#include "harness/batch/cohort.h"
#include "harness/batch/store.h"

namespace ipclab {

/// Writes FOLDER/NAME/EXERCISE.txt, .html and .md for every student that was judged, and FOLDER.zip with the same
/// files; NAME is that of the export's folder, so that Moodle takes the archive back. The folder is made anew: nothing
/// in it outlives its student. The archive's bytes depend on its contents alone.
void write_feedback(const std::filesystem::path& folder, const Cohort&, const Store&);

/// Only what is different is written, all of it or nothing. Throws std::system_error.
void write_if_changed(const std::filesystem::path&, const std::string& bytes);

}  // namespace ipclab
