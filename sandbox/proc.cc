#include "sandbox/proc.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <sstream>
#include <string_view>

#include "sandbox/fd.h"

namespace ipclab::sandbox {
std::string read_proc(const std::string& path) {
  const Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return fd ? read_all(fd) : std::string();
}

std::string read_all(const Fd& fd) {
  std::string text;
  std::array<char, 16384> block;
  for (;;) {
    const ssize_t got = read(fd.get(), block.data(), block.size());
    if (got <= 0) return text;
    text.append(block.data(), static_cast<std::size_t>(got));
  }
}

std::string read_link(const std::string& path) {
  std::array<char, 4096> target;
  const ssize_t got = readlink(path.c_str(), target.data(), target.size());
  return got < 0 ? std::string() : std::string(target.data(), static_cast<std::size_t>(got));
}

pid_t innermost_pid(pid_t pid) {
  const std::string status = read_proc(fmt::format("/proc/{}/status", pid));
  const std::size_t at = status.find("\nNSpid:");
  if (at == std::string::npos) return pid;
  const std::size_t end = status.find('\n', at + 1);
  const std::size_t last = status.find_last_of("\t ", end);
  return last == std::string::npos ? pid : std::atoi(status.c_str() + last + 1);
}

std::int64_t cpu_time_us(pid_t tid) {
  return std::atoll(read_proc(fmt::format("/proc/{}/schedstat", tid)).c_str()) / 1000;
}

std::int64_t resident_bytes(pid_t pid) {
  const std::string pages = read_proc(fmt::format("/proc/{}/statm", pid));
  std::int64_t resident = 0, shared = 0;
  if (std::sscanf(pages.c_str(), "%*d %" SCNd64 " %" SCNd64, &resident, &shared) != 2) return 0;
  return (resident - shared) * sysconf(_SC_PAGESIZE);
}

SignalSets signal_sets(pid_t tid) {
  const std::string status = read_proc(fmt::format("/proc/{}/status", tid));
  const auto set_after = [&status](std::string_view label) -> std::uint64_t {
    const std::size_t at = status.find(label);
    return at == std::string::npos ? 0 : std::strtoull(status.c_str() + at + label.size(), nullptr, 16);
  };
  return {set_after("\nSigPnd:\t"), set_after("\nShdPnd:\t"), set_after("\nSigBlk:\t")};
}

std::optional<DescriptorFacts> descriptor_facts(pid_t pid, std::int64_t fd) {
  const std::string path = fmt::format("/proc/{}/fd/{}", pid, fd);
  struct stat facts;
  if (stat(path.c_str(), &facts) == -1) return std::nullopt;
  DescriptorFacts found;
  found.real = read_link(path);
  found.device = static_cast<std::int64_t>(facts.st_dev);
  found.inode = static_cast<std::int64_t>(facts.st_ino);
  if (S_ISREG(facts.st_mode)) {
    found.type = "file";
  } else if (S_ISDIR(facts.st_mode)) {
    found.type = "dir";
  } else if (S_ISFIFO(facts.st_mode)) {
    found.type = found.real.starts_with("pipe:") ? "pipe" : "fifo";
  } else if (S_ISSOCK(facts.st_mode)) {
    found.type = "socket";
  } else if (S_ISCHR(facts.st_mode)) {
    const unsigned number = minor(facts.st_rdev);
    const bool memory = major(facts.st_rdev) == 1;  // Documentation/admin-guide/devices.txt
    found.type = !memory                      ? "tty"
                 : number == 3                ? "null"
                 : number == 5                ? "zero"
                 : number == 7                ? "full"
                 : number == 8 || number == 9 ? "random"
                                              : "char";
  } else {
    found.type = "anon";
  }
  return found;
}

bool is_of_the_machine(pid_t pid, std::int64_t fd) {
  const std::string real = read_link(fmt::format("/proc/{}/fd/{}", pid, fd)) + "/";
  const auto below = [&](const char* folder) { return real.starts_with(folder); };
  if (below("/dev/")) return !below("/dev/shm/") && !below("/dev/pts/") && !below("/dev/mqueue/");
  return real == "//" || below("/usr/") || below("/bin/") || below("/sbin/") || below("/lib") || below("/etc/");
}

std::vector<std::int64_t> open_descriptors(pid_t pid) {
  std::vector<std::int64_t> fds;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(fmt::format("/proc/{}/fd", pid).c_str()), closedir);
  if (!folder) return fds;
  while (const dirent* entry = readdir(folder.get())) {
    if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9') fds.push_back(std::atoll(entry->d_name));
  }
  std::sort(fds.begin(), fds.end());
  return fds;
}

namespace {

/// "0100007F:0FA0": words of the address in the machine's order, in hexadecimal.
bool is_loopback(const std::string& address) {
  constexpr std::size_t kWord = 8;
  const std::string host = address.substr(0, address.find(':'));
  if (host.size() == kWord) return host.ends_with("7F");
  return host == "00000000000000000000000001000000" ||
         (host.starts_with("0000000000000000FFFF0000") && host.ends_with("7F"));
}

}  // namespace

std::set<std::int64_t> listening_ports() {
  std::set<std::int64_t> ports;
  for (const char* table : {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
    std::istringstream lines(read_proc(table));
    std::string line, slot, local, remote, state;
    std::getline(lines, line);  // the heading
    while (std::getline(lines, line)) {
      std::istringstream fields(line);
      fields >> slot >> local >> remote >> state;
      const std::size_t colon = local.find(':');
      if (state == "0A" && colon != std::string::npos)
        ports.insert(std::strtoll(local.c_str() + colon + 1, nullptr, 16));
    }
  }
  return ports;
}

TcpState tcp_state(pid_t pid, bool shared, bool six) {
  TcpState seen;
  for (const char* table : {"tcp", "tcp6"}) {
    if (!six && table == std::string_view("tcp6")) continue;
    std::istringstream lines(read_proc(fmt::format("/proc/{}/net/{}", pid, table)));
    std::string line;
    std::getline(lines, line);  // the heading
    while (std::getline(lines, line)) {
      // sl local remote st tx_queue:rx_queue tr:tm->when retrnsmt …
      // tr: 0 no timer, 2 keep-alive, 3 TIME_WAIT, 4 asking whether the other side has room again
      std::istringstream fields(line);
      std::string slot, local, remote, state, queues, timer, again;
      fields >> slot >> local >> remote >> state >> queues >> timer >> again;
      if (state == "0A") {  // LISTEN: its queue is of connections. Others of the machine's mostly have none waiting.
        if (!queues.ends_with(":00000000")) seen.resting += fmt::format("{} {}\n", local, queues);
        continue;
      }
      if (shared && !(is_loopback(local) && is_loopback(remote))) continue;
      if (state == "06") continue;  // TIME_WAIT
      if (state == "02") {          // SYN_SENT
        seen.knocking.emplace(fmt::format("{} {}", local, remote), std::stoi(again, nullptr, 16));
        continue;
      }
      const char kind = timer.size() > 1 ? timer[1] : '0';
      const bool unsent = queues.compare(0, 8, "00000000") != 0;
      if (kind == '4')
        seen.asking += fmt::format("{} {} {}\n", local, remote, queues);
      else if (unsent || (kind != '0' && kind != '2' && kind != '3'))
        seen.in_motion = true;
      else
        seen.resting += fmt::format("{} {} {}\n", local, remote, queues);
    }
  }
  return seen;
}

}  // namespace ipclab::sandbox
