#include <iterator>

#include "harness/checks/check.h"
#include "harness/checks/fold.h"

namespace ipclab {

std::vector<Finding> judge(const CheckInput& input) {
  std::vector<Finding> findings;
  for (const Check& check : all_checks()) {
    std::vector<Finding> found = check.run(input);
    findings.insert(findings.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  }
  return fold(std::move(findings));
}

}  // namespace ipclab
