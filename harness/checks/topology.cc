// topology.missing: data did not go the way that the exercise's picture shows. topology.extra: it went a way that it
// must not.
//
// A right program in an unusual style must not fall here. So an edge counts as drawn as soon as its two ends are where
// they belong (picture.h), and what the picture does not show is held against a program only where it is the data
// itself: an edge that the exercise forbids, the numbers where only tokens may go, or the same data once more by
// another object of the picture's kind. Pipes that carry an error, a signal or a token between the processes are
// everybody's own business.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/all.h"
#include "harness/checks/hang.h"
#include "harness/checks/picture.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/checks/tokens.h"
#include "harness/checks/topology.h"

namespace ipclab {
namespace {

const IpcObject& object_at(const World& world, int object) {
  return world.objects[static_cast<std::size_t>(object)];
}

/// A program that the exercise builds and this scenario does not start: nothing can be asked of its edges here.
bool not_started_here(const CheckInput& input, const std::string& name) {
  const auto named = [&](const ProgramSpec& program) { return program.name == name; };
  const bool built = std::any_of(input.exercise.programs.begin(), input.exercise.programs.end(), named) ||
                     std::any_of(input.exercise.fixtures.begin(), input.exercise.fixtures.end(), named);
  const bool started = std::any_of(input.scenario.steps.begin(), input.scenario.steps.end(), [&](const Step& step) {
    const auto* start = std::get_if<StartStep>(&step.action);
    return start != nullptr && (start->program == name || start->role == name);
  });
  return built && !started && !has_run(input.world, name);
}

bool must_run(const CheckInput& input, const std::string& name) {
  const auto& names = input.scenario.rules.must_run;
  return std::find(names.begin(), names.end(), name) != names.end();
}

Finding forbidden(const CheckInput& input, const PictureEdge& edge, const std::vector<Endpoint>& proof) {
  const World& world = input.world;
  const Endpoint& end = proof[0];
  Finding finding = new_finding(input, "topology.extra");
  const std::string who = name_of(world, end.process);
  finding.process = short_name(world, end.process);
  finding.message = fmt::format("{} itself {} {}",
                                escaped(world.process(end.process).images[static_cast<std::size_t>(end.image)].name),
                                end.writes ? "writes to" : "reads", object_text(world, end.object));
  finding.reason = fmt::format("{} {} {} {}. The exercise does not want {}.", begin_with(who),
                               end.writes ? "wrote" : "read", count(end.bytes, "byte") + (end.writes ? " to" : " from"),
                               object_text(world, end.object), escaped(edge.text));
  finding.hint = "Look at which program is to move this data.";
  finding.location = where_called(world, end.call);
  for (const Endpoint& it : proof)
    if (it.call >= 0)
      finding.evidence.push_back(
          evidence_of(world, it.call,
                      fmt::format("{}: {} {}", call_word(world, world.calls[static_cast<std::size_t>(it.call)]),
                                  it.writes ? "writes to" : "reads", object_text(world, it.object))));
  return finding;
}

Finding numbers_in(const CheckInput& input, const Passed& passed) {
  const World& world = input.world;
  Finding finding = new_finding(input, "topology.extra");
  const std::string object = object_text(world, passed.object);
  finding.process = short_name(world, passed.process);
  finding.message = fmt::format("the numbers themselves go through {}, beside the shared memory", object);
  finding.reason = fmt::format(
      "{} sent {} numbers one after the other, each one more than the last, through {}, and another process read them. "
      "Only tokens may "
      "go there; the numbers belong into the shared buffer.",
      begin_with(name_of(world, passed.process)), passed.run, object);
  finding.hint = "Look at what is sent in this line, and what of it the other process needs. man 7 shm_overview";
  finding.location = where_called(world, passed.first_call);
  finding.evidence.push_back(
      evidence_of(world, passed.first_call,
                  fmt::format("{}: the first of them",
                              call_word(world, world.calls[static_cast<std::size_t>(passed.first_call)]))));
  return finding;
}

/// The same data once more, by a second object of the same kind between two of the picture's programs, and more than a
/// line of it.
std::vector<Finding> second_ways(const CheckInput& input, const std::vector<Endpoint>& ends) {
  constexpr std::size_t kPayload = 64;
  const World& world = input.world;
  const auto& picture = input.scenario.rules.picture;
  std::vector<Finding> findings;
  std::vector<const Flow*> allowed, others;
  for (const Flow& flow : world.flows) {
    const IpcObject& object = object_at(world, flow.object);
    const bool same_kind = std::any_of(picture.begin(), picture.end(), [&](const PictureEdge& edge) {
      return (edge.object == "pipe" || edge.object == "fifo" || edge.object == "msgqueue") &&
             is_object_of(object, edge);
    });
    if (!same_kind || !flow.writes || is_fixture(world, flow.process)) continue;
    const bool drawn = std::any_of(picture.begin(), picture.end(), [&](const PictureEdge& edge) {
      return is_node(world, flow.process, flow.image, edge.from) ||
             (edge.both_ways && is_node(world, flow.process, flow.image, edge.to));
    });
    (drawn ? allowed : others).push_back(&flow);
  }
  for (const Flow* flow : others) {
    const bool reader = std::any_of(ends.begin(), ends.end(), [&](const Endpoint& end) {
      return end.object == flow->object && !end.writes && end.bytes > 0 && end.process != flow->process;
    });
    const bool copied = std::any_of(allowed.begin(), allowed.end(), [&](const Flow* data) {
      return data->sample.size() >= kPayload && flow->sample.size() >= kPayload && data->object != flow->object &&
             data->sample.compare(0, kPayload, flow->sample, 0, kPayload) == 0;
    });
    if (!reader || !copied) continue;
    Finding finding = new_finding(input, "topology.extra");
    finding.process = short_name(world, flow->process);
    finding.message = fmt::format("the data takes a second way: {} passes it on through {}",
                                  name_of(world, flow->process), object_text(world, flow->object));
    finding.reason = fmt::format("{} wrote {} to {} that another program had sent before.",
                                 begin_with(name_of(world, flow->process)), count(flow->bytes, "byte"),
                                 object_text(world, flow->object));
    finding.hint = "Look at how many processes stand between the two programs of the exercise's picture.";
    finding.location = where_called(world, flow->first_call);
    finding.evidence.push_back(evidence_of(world, flow->first_call, "the first of it"));
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace

std::vector<Finding> check_topology(const CheckInput& input) {
  const World& world = input.world;
  const Rules& rules = input.scenario.rules;
  const std::vector<Endpoint> ends = endpoints(world);
  std::vector<Finding> findings;
  // In a run that hangs the data is still on its way: what is missing follows from that.
  const bool whole = unfinished_step(input, StepOutcome::Kind::Stuck) == nullptr &&
                     unfinished_step(input, StepOutcome::Kind::TimedOut) == nullptr;
  for (const PictureEdge& edge : rules.picture) {
    if (!whole || not_started_here(input, edge.from) || not_started_here(input, edge.to)) continue;
    // A program that did not run is told by the check of what must run.
    const auto told = [&](const std::string& name) {
      return !name.empty() && !has_run(world, name) && must_run(input, name);
    };
    if (told(edge.from) || told(edge.to)) continue;
    if (!is_drawn(world, ends, edge)) findings.push_back(missing_edge(input, edge));
  }
  for (const PictureEdge& edge : rules.forbidden)
    if (const auto proof = proof_of(world, ends, edge); !proof.empty())
      findings.push_back(forbidden(input, edge, proof));
  if (rules.tokens_only)
    for (const Passed& passed : numbers_passed(world)) findings.push_back(numbers_in(input, passed));
  if (!rules.picture.empty())
    for (Finding& finding : second_ways(input, ends)) findings.push_back(std::move(finding));
  return findings;
}

}  // namespace ipclab
