#include "sandbox/keeper/spec.h"

namespace ipclab::sandbox::protocol {

void pack(const CageSpec& spec, Message* message) {
  Writer out;
  out.number(spec.limits.memory_bytes);
  out.number(static_cast<std::int64_t>(spec.files.size()));
  for (const CageFile& file : spec.files) {
    out.number(static_cast<std::int64_t>(file.kind));
    out.text(file.path);
    out.number(file.mode);
    out.number(static_cast<std::int64_t>(file.bytes.size()));
    message->more.emplace_back(file.bytes);
  }
  message->content = out.take();
}

CageRequest unpack_cage(std::string_view bytes) {
  Reader in(bytes);
  CageRequest request;
  request.memory_bytes = in.number();
  std::vector<std::size_t> sizes;
  for (std::int64_t left = in.number(); left > 0; --left) {
    CageRequest::File file;
    file.kind = static_cast<CageFile::Kind>(in.number());
    file.path = in.text();
    file.mode = static_cast<unsigned>(in.number());
    sizes.push_back(static_cast<std::size_t>(in.number()));
    request.files.push_back(std::move(file));
  }
  for (std::size_t i = 0; i < sizes.size(); ++i) request.files[i].bytes = in.bytes(sizes[i]);
  return request;
}

std::string pack(const SpawnSpec& spec, const Limits& limits) {
  Writer out;
  out.text(spec.path);
  out.texts(spec.argv);
  out.texts(spec.env);
  out.text(spec.cwd);
  out.number(spec.umask);
  out.number(spec.terminal ? 1 : 0);
  out.number(spec.open ? 1 : 0);
  out.text(spec.filter);
  out.number(spec.barrier ? 1 : 0);
  for (const int fd : {spec.stdin_fd, spec.stdout_fd, spec.stderr_fd}) out.number(fd >= 0 ? 0 : -1);
  out.number(limits.cpu_seconds);
  out.number(limits.memory_bytes);
  out.number(limits.any_address_space ? 1 : 0);
  out.number(limits.processes);
  out.number(limits.file_bytes);
  return out.take();
}

SpawnSpec unpack_spawn(std::string_view bytes, Limits* limits) {
  Reader in(bytes);
  SpawnSpec spec;
  spec.path = in.text();
  spec.argv = in.texts();
  spec.env = in.texts();
  spec.cwd = in.text();
  spec.umask = static_cast<unsigned>(in.number());
  spec.terminal = in.number() != 0;
  spec.open = in.number() != 0;
  spec.filter = in.text();
  spec.barrier = in.number() != 0;
  for (int* fd : {&spec.stdin_fd, &spec.stdout_fd, &spec.stderr_fd}) *fd = static_cast<int>(in.number());
  limits->cpu_seconds = in.number();
  limits->memory_bytes = in.number();
  limits->any_address_space = in.number() != 0;
  limits->processes = in.number();
  limits->file_bytes = in.number();
  return spec;
}

namespace {

void write(const std::vector<Leftover>& all, Writer* to) {
  Writer& out = *to;
  out.number(static_cast<std::int64_t>(all.size()));
  for (const Leftover& left : all) {
    out.number(static_cast<std::int64_t>(left.kind));
    out.text(left.name);
    out.number(left.key);
    out.number(left.id);
    out.number(left.mode);
    out.number(left.size);
  }
}

std::vector<Leftover> read_leftovers(Reader* from) {
  Reader& in = *from;
  std::vector<Leftover> all(static_cast<std::size_t>(in.number()));
  for (Leftover& left : all) {
    left.kind = static_cast<Leftover::Kind>(in.number());
    left.name = in.text();
    left.key = in.number();
    left.id = in.number();
    left.mode = static_cast<unsigned>(in.number());
    left.size = in.number();
  }
  return all;
}

}  // namespace

std::string pack(const std::vector<Leftover>& all) {
  Writer out;
  write(all, &out);
  return out.take();
}

std::vector<Leftover> unpack_leftovers(std::string_view bytes) {
  Reader in(bytes);
  return read_leftovers(&in);
}

std::string pack(const std::string& root, const std::vector<Leftover>& foreign) {
  Writer out;
  out.text(root);
  write(foreign, &out);
  return out.take();
}

std::vector<Leftover> unpack_surroundings(std::string_view bytes, std::string* root) {
  Reader in(bytes);
  *root = in.text();
  return read_leftovers(&in);
}

}  // namespace ipclab::sandbox::protocol
