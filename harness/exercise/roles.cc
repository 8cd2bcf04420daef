#include "harness/exercise/roles.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/exercise/suggest.h"

namespace ipclab {
namespace {

/// Goes through the steps in order and knows who has been started.
class RoleCheck {
 public:
  explicit RoleCheck(const std::vector<Step>& steps) : steps_(steps) {}

  void step(const RoleUse& use) {
    std::visit([&](const auto& action) { take(action, use); }, steps_[use.step].action);
  }

 private:
  struct Started {
    const StartStep* start;
    int line;
  };

  const Started* find(const std::string& role) const {
    const auto at =
        std::find_if(started_.begin(), started_.end(), [&](const Started& it) { return it.start->role == role; });
    return at == started_.end() ? nullptr : &*at;
  }

  const StartStep& need(const std::string& role, const RoleUse& use) const {
    if (const Started* started = find(role)) return *started->start;
    std::vector<std::string> roles;
    for (const Step& step : steps_) {
      const auto* start = std::get_if<StartStep>(&step.action);
      if (start == nullptr) continue;
      if (start->role == role)
        use.value.fail(
            fmt::format("{} is used before it is started: that happens in line {}", in_quotes(role), step.line));
      roles.push_back(start->role);
    }
    use.value.fail(fmt::format("no step starts {}{}", in_quotes(role), did_you_mean(role, roles)));
  }

  void need_open_input(const std::string& role, const RoleUse& use) const {
    if (need(role, use).stdin_kind != StdinKind::Open) {
      use.value.fail(
          fmt::format("the standard input of {} is not open: its start needs stdin = \"open\"", in_quotes(role)));
    }
    if (closed_.contains(role))
      use.value.fail(fmt::format("the standard input of {} has been ended by an earlier step", in_quotes(role)));
  }

  void take(const StartStep& step, const RoleUse& use) {
    if (const Started* other = find(step.role)) {
      use.value.fail(fmt::format("the role {} is taken, by line {}: give this start a name of its own with 'as'",
                                 in_quotes(step.role), other->line));
    }
    started_.push_back({&step, steps_[use.step].line});
  }
  void take(const WaitStep& step, const RoleUse& use) const { need(step.role, use); }
  void take(const SignalStep& step, const RoleUse& use) const { need(step.role, use); }
  void take(const TypeStep& step, const RoleUse& use) const {
    if (need(step.role, use).stdin_kind != StdinKind::Terminal) {
      use.value.fail(fmt::format("{} has no terminal: its start needs terminal = true", in_quotes(step.role)));
    }
  }
  void take(const FeedStep& step, const RoleUse& use) const { need_open_input(step.role, use); }
  void take(const CloseStep& step, const RoleUse& use) {
    need_open_input(step.role, use);
    closed_.insert(step.role);
  }

  const std::vector<Step>& steps_;
  std::vector<Started> started_;
  std::set<std::string> closed_;  ///< roles whose standard input was ended
};

}  // namespace

void check_role_name(const std::string& name, const TomlValue& place) {
  if (!is_word(name)) place.fail_word(name);
  if (name == "parent" || name == "child" || name == "any") {
    place.fail(
        fmt::format("{} can't be a name: in a picture it stands for any program of the submission", in_quotes(name)));
  }
}

void check_roles(const std::vector<Step>& steps, const std::vector<RoleUse>& uses) {
  RoleCheck check(steps);
  for (const RoleUse& use : uses) check.step(use);
}

}  // namespace ipclab
