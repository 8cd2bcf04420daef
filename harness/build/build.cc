#include "harness/build/build.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "harness/build/compile.h"
#include "harness/build/noted.h"
#include "sandbox/check.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostOutput = std::size_t{256} * 1024;

/// A new folder that only this user can enter.
fs::path private_folder(const fs::path& parent) {
  std::string pattern = (parent / "ipclab-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) sandbox::fail("making a folder in " + parent.string());
  return pattern;
}

void write_program(const fs::path& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  out.close();
  if (!out) sandbox::fail("writing " + path.string());
  fs::permissions(path, fs::perms(0755));
}

std::vector<std::string> sources_of(const Exercise& exercise, const ProgramSpec& program,
                                    const Submission& submission) {
  if (!program.sources.empty()) return program.sources;
  if (exercise.programs.size() > 1) return {program.name + ".c"};
  std::vector<std::string> all;
  for (const SubmittedFile& file : submission.files) {
    if (file.name.ends_with(".c")) all.push_back(file.name);
  }
  if (all.empty()) all.push_back(program.name + ".c");
  return all;
}

CompileJob job_for(const Exercise& exercise, const ProgramSpec& program, const Submission& submission) {
  CompileJob job;
  job.program = program.name;
  job.libraries = program.libraries;
  job.files = submission.files;
  job.make = exercise.make_allowed && submission.find("Makefile") != nullptr;
  if (!job.make) job.sources = sources_of(exercise, program, submission);
  return job;
}

/// Whether all its sources are there. Those that are not are told.
bool is_whole(const CompileJob& job, const Submission& submission, BuildResult* result) {
  for (const std::string& source : job.sources) {
    if (submission.find(source) == nullptr) result->missing_files.push_back(source);
  }
  if (!result->missing_files.empty()) result->ok = false;
  return result->missing_files.empty();
}

void keep(const CompileJob& job, const Compiled& compiled, BuildResult* result) {
  result->output += compiled.output.substr(0, kMostOutput - std::min(kMostOutput, result->output.size()));
  result->diagnostics.insert(result->diagnostics.end(), compiled.diagnostics.begin(), compiled.diagnostics.end());
  if (compiled.executable) {
    write_program(result->folder / job.program, *compiled.executable);
  } else {
    result->ok = false;
  }
}

/// Ours to write, and nobody else's.
bool is_usable(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  struct stat facts {};
  return !error && lstat(folder.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) && facts.st_uid == geteuid() &&
         access(folder.c_str(), W_OK) == 0;
}

fs::path cache_folder() {
  const auto below = [](const char* variable, const char* name) -> fs::path {
    const char* value = std::getenv(variable);
    return value != nullptr && *value == '/' ? fs::path(value) / name : fs::path();
  };
  const fs::path last = fs::temp_directory_path() / fmt::format("ipclab-cache-{}", geteuid());
  for (const fs::path& folder : {below("XDG_CACHE_HOME", "ipclab"), below("HOME", ".cache/ipclab"), last}) {
    if (!folder.empty() && is_usable(folder)) return folder;
  }
  throw std::runtime_error(
      fmt::format("there is no folder to keep compiled fixtures in: {} belongs to somebody else or can't be written; "
                  "set XDG_CACHE_HOME to a folder of yours",
                  last.string()));
}

/// What changes with the compiler: an update replaces its file.
std::string compiler_identity() {
  struct stat facts {};
  if (stat("/usr/bin/gcc", &facts) != 0) return {};
  return fmt::format("{} {} {}", facts.st_ino, facts.st_size, facts.st_mtim.tv_sec);
}

/// Keeps a cache of folders small. One that was used of late may be in use right now.
void drop_oldest(const fs::path& cache) {
  constexpr std::size_t kMost = 1000;  // a program takes some 40 KB
  constexpr auto kInUse = std::chrono::hours(1);
  std::error_code none;
  std::vector<std::pair<fs::file_time_type, fs::path>> folders;
  for (const auto& entry : fs::directory_iterator(cache, none))
    folders.emplace_back(fs::last_write_time(entry.path(), none), entry.path());
  if (folders.size() <= kMost) return;
  std::sort(folders.begin(), folders.end());
  for (std::size_t i = 0; i < folders.size() - kMost / 2; ++i) {
    if (fs::file_time_type::clock::now() - folders[i].first > kInUse) fs::remove_all(folders[i].second, none);
  }
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw ExerciseError(fmt::format("{}: this source of a fixture can't be read", path.string()));
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The submission's programs, built once more for something else and kept below the cache's folder `name`. `object` is
/// linked with each of them.
std::optional<fs::path> cached_build(sandbox::Sandbox& sandbox, const Exercise& exercise, const Submission& submission,
                                     BuildFor what_for, const char* name, const std::optional<SubmittedFile>& object) {
  std::string key = fmt::format("{}\n{}\n{}", compile_signature(what_for), compiler_identity(), submission.digest);
  if (object) key += "\n" + sha256(object->bytes);
  std::vector<CompileJob> jobs;
  for (const ProgramSpec& program : exercise.programs) {
    CompileJob job = job_for(exercise, program, submission);
    job.what_for = what_for;
    key += fmt::format("\n{} {}", job.program, job.make);
    for (const std::string& source : job.sources) key += " " + source;
    for (const std::string& library : job.libraries) key += " -l" + library;
    if (object) {
      if (job.make) return std::nullopt;  // its Makefile does not know of it
      job.files.push_back(*object);
      job.sources.push_back(object->name);
    }
    jobs.push_back(std::move(job));
  }
  const fs::path kept = cache_folder() / name;
  fs::path folder = kept / sha256(key);
  std::error_code none;
  fs::last_write_time(folder, fs::file_time_type::clock::now(), none);  // used: not the next to go
  if (!none) return folder;

  fs::create_directories(kept);
  const fs::path fresh = private_folder(kept);
  const std::vector<Compiled> compiled = compile(sandbox, jobs);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!compiled[i].executable) {
      fs::remove_all(fresh);
      return std::nullopt;
    }
    write_program(fresh / jobs[i].program, *compiled[i].executable);
  }
  fs::rename(fresh, folder, none);
  if (none) fs::remove_all(fresh);  // another process was quicker: its folder has the same content
  drop_oldest(kept);
  return folder;
}

}  // namespace

std::string noted_object(sandbox::Sandbox& sandbox) {
  std::string key = compiler_identity();
  for (const std::string& flag : noted_object_flags()) key += " " + flag;
  for (const NotedSource& source : noted_sources()) key += fmt::format("\n{}\n{}", source.name, source.text);
  const fs::path kept = cache_folder() / "noted-object";
  const fs::path file = kept / sha256(key);
  if (std::ifstream in(file, std::ios::binary); in) return {std::istreambuf_iterator<char>(in), {}};

  fs::create_directories(kept);
  const fs::path fresh = private_folder(kept);
  std::string bytes = compile_noted_object(sandbox);
  write_program(fresh / kNotedObject, bytes);
  fs::rename(fresh / kNotedObject, file);  // whoever was quicker had the same content
  fs::remove_all(fresh);
  return bytes;
}

Build::Build(sandbox::Sandbox& sandbox, const Exercise& exercise, const Submission& submission) {
  result_.ok = true;
  result_.folder = private_folder(fs::temp_directory_path());
  try {
    std::vector<CompileJob> jobs;
    for (const ProgramSpec& program : exercise.programs) {
      CompileJob job = job_for(exercise, program, submission);
      if (is_whole(job, submission, &result_)) jobs.push_back(std::move(job));
    }
    const std::vector<Compiled> compiled = compile(sandbox, jobs);
    for (std::size_t i = 0; i < jobs.size(); ++i) keep(jobs[i], compiled[i], &result_);
  } catch (...) {
    std::error_code none;
    fs::remove_all(result_.folder, none);
    throw;
  }
}

Build::~Build() {
  std::error_code none;
  fs::remove_all(result_.folder, none);
}

std::optional<fs::path> build_with_memory_checks(sandbox::Sandbox& sandbox, const Exercise& exercise,
                                                 const Submission& submission) {
  return cached_build(sandbox, exercise, submission, BuildFor::MemoryChecks, "memory-checks", {});
}

std::optional<fs::path> build_with_noted_accesses(sandbox::Sandbox& sandbox, const Exercise& exercise,
                                                  const Submission& submission) {
  return cached_build(sandbox, exercise, submission, BuildFor::NotedAccesses, "noted-accesses",
                      SubmittedFile{kNotedObject, noted_object(sandbox)});
}

std::filesystem::path build_fixtures(sandbox::Sandbox& sandbox, const Exercise& exercise) {
  std::string key = compile_signature();
  std::vector<CompileJob> jobs;
  for (const ProgramSpec& fixture : exercise.fixtures) {
    CompileJob job;
    job.program = fixture.name;
    job.libraries = fixture.libraries;
    for (const std::string& source : fixture.sources) {
      const std::string name = fs::path(source).filename().string();
      job.sources.push_back(name);
      job.files.push_back({name, read_file(exercise.folder / source)});
      key += fmt::format("\n{} {} {}", fixture.name, name, sha256(job.files.back().bytes));
    }
    for (const std::string& library : fixture.libraries) key += " -l" + library;
    jobs.push_back(std::move(job));
  }
  fs::path folder = cache_folder() / "fixtures" / sha256(key);
  if (fs::exists(folder)) return folder;

  fs::create_directories(folder.parent_path());
  const fs::path fresh = private_folder(folder.parent_path());
  const std::vector<Compiled> compiled = compile(sandbox, jobs);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!compiled[i].executable) {
      fs::remove_all(fresh);
      throw ExerciseError(fmt::format("{}: the fixture {} does not compile:\n{}",
                                      (exercise.folder / "exercise.toml").string(), jobs[i].program,
                                      compiled[i].output));
    }
    write_program(fresh / jobs[i].program, *compiled[i].executable);
  }
  std::error_code taken;
  fs::rename(fresh, folder, taken);
  if (taken) fs::remove_all(fresh);  // another process was quicker: its folder has the same content
  return folder;
}

}  // namespace ipclab
