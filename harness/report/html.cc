#include "harness/report/html.h"

#include <fmt/format.h>

#include "harness/exercise/digest.h"
#include "harness/report/base64.h"
#include "harness/report/report.h"

namespace ipclab::html {
namespace {

constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; --bad: #b3261e; --good: #1b6e3c; --warn: #8a5a00; --quiet: #666; --line: #ccc; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #7bd69b; --warn: #ffca70; --quiet: #aaa; --line: #444; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .3rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top; }
th { border-bottom: 1px solid var(--line); } td.number, th.number { text-align: right; }
th button { font: inherit; font-weight: bold; background: none; border: 0; padding: 0; color: inherit; cursor: pointer; }
pre { overflow-x: auto; margin: .3rem 0; padding: .4rem .6rem; border-left: 3px solid var(--line); }
.pass { color: var(--good); } .fail, .build-error, .error { color: var(--bad); }
.inconclusive, .unreadable, .warning { color: var(--warn); }
.skipped, .missing, .note, .quiet { color: var(--quiet); }
.wide { overflow-x: auto; } input[type=search] { font: inherit; padding: .2rem .5rem; }
)css";

void escape(std::string* to, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        *to += "&amp;";
        break;
      case '<':
        *to += "&lt;";
        break;
      case '>':
        *to += "&gt;";
        break;
      case '"':
        *to += "&quot;";
        break;
      case '\'':
        *to += "&#39;";
        break;
      default:
        *to += c;
    }
  }
}

std::string opening(std::string_view name, Attributes attributes) {
  std::string markup = fmt::format("<{}", name);
  for (const auto& [key, value] : attributes) {
    markup += fmt::format(" {}=\"", key);
    escape(&markup, visible(value));
    markup += '"';
  }
  return markup + ">";
}

/// 'sha256-…' as a policy names an inline script or style.
std::string source_of(std::string_view content) {
  std::string bytes;
  const std::string hex = sha256(std::string(content));
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return fmt::format("'sha256-{}'", base64(bytes));
}

}  // namespace

Html operator+(Html left, const Html& right) {
  left += right;
  return left;
}

Html text(std::string_view bytes) {
  std::string markup;
  escape(&markup, visible(bytes, true));
  return Html(std::move(markup));
}

Html tag(std::string_view name, Attributes attributes, const Html& inner) {
  return Html(fmt::format("{}{}</{}>", opening(name, attributes), inner.markup(), name));
}

Html tag(std::string_view name, const Html& inner) {
  return tag(name, {}, inner);
}

Html tag(std::string_view name, std::string_view inner) {
  return tag(name, {}, text(inner));
}

Html empty_tag(std::string_view name, Attributes attributes) {
  return Html(opening(name, attributes));
}

std::string page(std::string_view title, const Html& body, std::string_view script) {
  std::string policy =
      fmt::format("default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'", source_of(kStyle));
  if (!script.empty()) policy += "; script-src " + source_of(script);
  std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  page += empty_tag("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}}).markup() + "\n";
  page += empty_tag("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}).markup() + "\n";
  page += empty_tag("meta", {{"name", "referrer"}, {"content", "no-referrer"}}).markup() + "\n";
  page += tag("title", title).markup() + "\n";
  page += fmt::format("<style>{}</style>\n</head>\n<body>\n{}\n", kStyle, body.markup());
  if (!script.empty()) page += fmt::format("<script>{}</script>\n", script);
  return page + "</body>\n</html>\n";
}

}  // namespace ipclab::html
