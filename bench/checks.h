// What `ipclab check` of each reference costs against compiling it and running the same commands by hand.
#pragma once

#include <set>
#include <string>

namespace ipclab::bench {

/// The exercises that it can measure.
const std::set<std::string>& known_exercises();

/// Measures those (none: all), prints a table and whether the target is reached.
void measure_checks(const std::set<std::string>& exercises);

}  // namespace ipclab::bench
