#include "bench/bare_build.h"

#include <sstream>

#include "bench/measure.h"
#include "harness/build/compile.h"

namespace ipclab::bench {
namespace {

void compile_bare(const std::string& result, const std::vector<std::string>& sources,
                  const std::vector<std::string>& libraries) {
  std::vector<std::string> argv;
  std::istringstream words(compile_signature());  // "gcc FLAG…"
  for (std::string word; words >> word;) argv.push_back(word);
  argv.front() = "/usr/bin/gcc";
  argv.insert(argv.end(), {"-o", result});
  argv.insert(argv.end(), sources.begin(), sources.end());
  for (const std::string& library : libraries) argv.push_back("-l" + library);
  time_of(argv);
}

}  // namespace

void build_bare(const Exercise& exercise, const Submission& submission) {
  for (const ProgramSpec& program : exercise.programs) {
    std::vector<std::string> sources;
    for (const std::string& source : program.sources) sources.push_back("/src/" + source);
    if (sources.empty() && exercise.programs.size() > 1) sources.push_back("/src/" + program.name + ".c");
    if (sources.empty()) {
      for (const SubmittedFile& file : submission.files) {
        if (file.name.ends_with(".c")) sources.push_back("/src/" + file.name);
      }
    }
    compile_bare("/lab/" + program.name, sources, program.libraries);
  }
}

void build_bare_fixtures(const Exercise& exercise) {
  for (const ProgramSpec& fixture : exercise.fixtures) {
    std::vector<std::string> sources;
    for (const std::string& source : fixture.sources) sources.push_back((exercise.folder / source).string());
    compile_bare("/fixtures/" + fixture.name, sources, fixture.libraries);
  }
}

}  // namespace ipclab::bench
