// The JSON report read back, for whoever keeps reports and shows them later.
#pragma once

#include <stdexcept>
#include <string_view>

#include "harness/report/report.h"

namespace ipclab {

/// The text is no report. what() is a sentence.
class ReportError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The inverse of to_json(), as far as JSON holds a report: bytes that were no UTF-8 stay the escapes that they became,
/// and of the submission's files there are the names alone. Unknown keys are passed over. Throws ReportError.
Report parse_report(std::string_view json);

}  // namespace ipclab
