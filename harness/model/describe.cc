// How findings name a process: by what it executes and by its place in the family, never by a number of its own.
//
//   still the program that was started        pipeline, or where several execute it: pipeline (the parent),
//                                             pipeline (the child), pipeline (child 2), pipeline (grandchild 2)
//   executes something else                   grep (child of pipeline), grep (child 2 of pipeline)
//   was started, executes something else      cat (executed by copy)
#include <string_view>

#include "harness/model/world.h"

namespace ipclab {
namespace {

/// Generations between a process and the started program that it descends from.
int generation(const World& world, const Process& process) {
  int generations = 0;
  // A parent's number is smaller than its child's, whatever the record says, so this ends.
  for (const Process* it = &process; it->parent > 0 && it->parent < it->id; it = &world.process(it->parent))
    ++generations;
  return generations;
}

std::string_view relation(int generation) {
  return generation == 1 ? "child" : generation == 2 ? "grandchild" : "descendant";
}

const Process& founder(const World& world, const Process& process) {
  const Process* it = &process;
  while (it->parent > 0 && it->parent < it->id) it = &world.process(it->parent);
  return *it;
}

/// The process executes the program that its founder was started with.
bool runs_started_program(const World& world, const Process& process) {
  const Image& first = founder(world, process).images.front();
  return process.image().path == first.path && process.image().name == first.name;
}

struct Namesakes {
  int all = 0;        ///< processes of the same founder that execute the same
  int relatives = 0;  ///< of these, of the same degree of relation
  int rank = 0;       ///< the process's place among the relatives, in order of birth, from 1 on
};

Namesakes namesakes(const World& world, const Process& process) {
  Namesakes found;
  const Process& own_founder = founder(world, process);
  std::string_view degree = relation(generation(world, process));
  for (const Process& other : world.processes) {
    if (other.id == 0 || &founder(world, other) != &own_founder || other.image().name != process.image().name) continue;
    ++found.all;
    bool is_descendant = other.parent > 0;
    if (!is_descendant || relation(generation(world, other)) != degree) continue;
    ++found.relatives;
    if (other.id <= process.id) ++found.rank;
  }
  return found;
}

}  // namespace

std::string World::describe(int id) const {
  if (id == 0) return "the grader";
  if (id < 0 || static_cast<std::size_t>(id) >= processes.size()) return "an unknown process";
  const Process& subject = process(id);
  const std::string role = subject.role.empty() ? "a program" : subject.role;  // empty only in a truncated record
  const std::string& program = subject.image().name;
  bool same_program = runs_started_program(*this, subject);
  if (subject.parent == 0 && !same_program) return program + " (executed by " + role + ")";

  Namesakes others = namesakes(*this, subject);
  if (subject.parent == 0) return others.all > 1 ? role + " (the parent)" : role;

  std::string kin(relation(generation(*this, subject)));
  bool numbered = others.relatives > 1;
  if (numbered) kin += " " + std::to_string(others.rank);
  if (!same_program) return program + " (" + kin + " of " + role + ")";
  return role + (numbered ? " (" : " (the ") + kin + ")";
}

}  // namespace ipclab
