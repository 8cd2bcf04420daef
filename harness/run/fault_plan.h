// What a scenario lets happen to the submission's calls: those that fail, and transfers that fall short.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "harness/exercise/exercise.h"
#include "sandbox/policies.h"

namespace ipclab {

/// For one run. The same calls in the same order get the same answers.
class ScenarioFaults : public sandbox::FaultPlan {
 public:
  /// `pieces`: what goes through streams is handed on in small pieces, where the kernel might do so, too.
  ScenarioFaults(std::vector<FaultSpec> faults, bool pieces) : pieces_(pieces) {
    for (FaultSpec& fault : faults) faults_.push_back({std::move(fault), 0});
  }
  std::optional<sandbox::Fault> at(const sandbox::AtCall&) override;

 private:
  std::optional<std::int64_t> most_of(const sandbox::AtCall&);

  struct Counted {
    FaultSpec fault;
    int seen = 0;  ///< calls so far that it is about
  };
  std::vector<Counted> faults_;
  bool pieces_ = false;
  std::map<std::pair<int, std::int64_t>, std::size_t> transfers_;  ///< by process and descriptor
};

}  // namespace ipclab
