#include "harness/report/html.h"

#include <fmt/format.h>

#include "harness/exercise/digest.h"
#include "harness/report/base64.h"
#include "harness/report/report.h"

namespace ipclab::html {
namespace {

constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; --bad: #b3261e; --good: #1b6e3c; --warn: #8a5a00; --quiet: #5f6368; --line: #d5d8dc;
  --page: #f6f7f9; --card: #fff; --ink: #1d2125; --link: #0b57a4; --bar: #5b8def; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #7bd69b; --warn: #ffca70; --quiet: #a6acb3;
  --line: #3a4047; --page: #16191d; --card: #1f2429; --ink: #e6e8ea; --link: #8ab8f0; --bar: #5b8def; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 0 auto; padding: 1rem 1.25rem 4rem;
  background: var(--page); color: var(--ink); }
a { color: var(--link); }
h1 { font-size: 1.6rem; margin: .5rem 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; } h3 { font-size: 1rem; margin: 0 0 .3rem; }
h1, h2, h3, p, li { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem 1rem .3rem 0; vertical-align: top; }
th { color: var(--quiet); font-weight: 600; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody tr + tr td { border-top: 1px solid color-mix(in srgb, var(--line) 55%, transparent); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
th button { font: inherit; background: none; border: 0; padding: 0; color: inherit; cursor: pointer; }
th button:hover { color: var(--ink); text-decoration: underline; }
th[aria-sort=ascending] button::after { content: " \2191"; } th[aria-sort=descending] button::after { content: " \2193"; }
pre { overflow-x: auto; margin: .5rem 0; padding: .5rem .7rem; background: var(--page); border-left: 3px solid var(--line); }
pre, code { font: .875rem/1.5 ui-monospace, monospace; } code { overflow-wrap: anywhere; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.2rem; margin: 0 0 1rem; }
.card > :last-child { margin-bottom: 0; } section.error { border-left: 4px solid var(--bad); }
section.warning { border-left: 4px solid var(--warn); }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; list-style: none; margin: 1rem 0; padding: 0; }
.tiles li { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .6rem 1.1rem; color: var(--quiet); }
.tiles b { display: block; font-size: 1.5rem; line-height: 1.3; color: var(--ink); font-variant-numeric: tabular-nums; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); gap: 1rem; align-items: start; }
meter { width: 5rem; height: .7rem; } td.bar { width: 5rem; padding-right: 0; } .columns > * { min-width: 0; }
meter::-webkit-meter-bar { background: var(--page); border: 1px solid var(--line); border-radius: 3px; height: .7rem; }
meter::-webkit-meter-optimum-value { background: var(--bar); border-radius: 3px; } meter::-moz-meter-bar { background: var(--bar); }
.badge { display: inline-block; border: 1px solid currentcolor; border-radius: 99px; padding: 0 .6rem; font-size: .85rem; white-space: nowrap; }
.pass { color: var(--good); } .fail, .build-error, .badge.error, span.error { color: var(--bad); }
.inconclusive, .unreadable, p.warning, span.warning { color: var(--warn); }
.skipped, .missing, .note, .quiet { color: var(--quiet); }
.wide { overflow-x: auto; } .filter { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; margin: 0 0 .75rem; }
.filter input, .filter select { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line);
  border-radius: 6px; padding: .3rem .6rem; } .filter input { flex: 0 1 20rem; min-width: 0; }
details { margin: .5rem 0; } summary { cursor: pointer; } nav { display: flex; gap: 1.5rem; }
@media print { body { background: none; } .filter { display: none; } }
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

Html badge(std::string_view verdict) {
  return tag("span", {{"class", fmt::format("badge {}", verdict)}}, text(verdict));
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
