#include "harness/cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "harness/report/report.h"

namespace ipclab::cli {

std::string progress_bar(std::size_t done, std::size_t of, double seconds, int not_judged, int width) {
  const double share = of == 0 ? 1 : static_cast<double>(done) / static_cast<double>(of);
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  std::string text = fmt::format(" {}/{}  {:.1f}/s", done, of, rate);
  if (rate > 0) {
    const auto left = static_cast<long>(static_cast<double>(of - done) / rate + 0.5);
    text += fmt::format("  {}:{:02} to go", left / 60, left % 60);
  }
  if (not_judged > 0) text += fmt::format("  {} not judged", not_judged);
  const int room = std::max(width - static_cast<int>(text.size()) - 3, 0);
  const int full = static_cast<int>(share * room);
  return "[" + std::string(static_cast<std::size_t>(full), '#') +
         std::string(static_cast<std::size_t>(room - full), '-') + "]" + text;
}

BatchProgress::BatchProgress(bool terminal) : terminal_(terminal), begin_(std::chrono::steady_clock::now()) {}

void BatchProgress::operator()(std::size_t done, std::size_t of, const std::string& who, const std::string& verdict) {
  if (verdict == to_string(Verdict::Inconclusive)) ++not_judged_;
  if (!terminal_) {
    fmt::print(stderr, "{}/{} {}: {}\n", done, of, visible(who), visible(verdict));
    return;
  }
  constexpr int kWidth = 78;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  fmt::print(stderr, "\r\x1b[K{}", progress_bar(done, of, seconds, not_judged_, kWidth));
  std::fflush(stderr);
}

void BatchProgress::clear() const {
  if (terminal_) fmt::print(stderr, "\r\x1b[K");
}

}  // namespace ipclab::cli
