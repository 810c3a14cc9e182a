/// The style sheet of the page; nothing in it comes from elsewhere.
enum ReportStyle {
  /// Colours of groups; further groups repeat them with dashes.
  static let colors = 7

  /// Okabe and Ito's palette, in a darker and a lighter form.
  private static let light = ["#0072b2", "#d55e00", "#008a66", "#b3559a", "#a87500", "#2f8fc4", "#4d5560"]
  private static let dark = ["#4da3e0", "#ff8a4c", "#3ccb9f", "#e49ac9", "#efbb4a", "#8fd3ff", "#c3cad3"]

  static var css: String {
    let lights = light.enumerated().map { "--c\($0):\($1);" }.joined()
    let darks = dark.enumerated().map { "--c\($0):\($1);" }.joined()
    let series = (0..<colors).map { ".s\($0){--c:var(--c\($0))}" }.joined()
    return """
      :root{color-scheme:light dark;--fg:#1f2328;--mute:#59636e;--bg:#fff;--card:#f6f8fa;--line:#d1d9e0;--good:#0a6b3d;\
      --bad:#a40e26;\(lights)}
      @media (prefers-color-scheme:dark){:root{--fg:#e6edf3;--mute:#9198a1;--bg:#0d1117;--card:#151b23;\
      --line:#3d444d;--good:#5bd695;--bad:#ff8182;\(darks)}}
      \(series)
      \(page)
      \(charts)
      \(samples)
      @media print{body{max-width:none;padding:0;font-size:10pt}nav,.hint,output{display:none}
      h2,h3{break-after:avoid}figure,tr{break-inside:avoid}figure.table{break-inside:auto}
      details::details-content{content-visibility:visible;display:block}
      .scroll,.strip{overflow:visible}.strip{flex-wrap:wrap;gap:8px}.strip figure{width:calc(16.6% - 8px)}
      .charts{grid-template-columns:1fr 1fr;gap:8px}.circuit svg{max-width:100%;height:auto}
      table{font-size:7.5pt}th,td{padding:3px 5px}thead th,td.time,td.number,td.short code{white-space:normal}
      th[scope=row],td.text{min-width:0}}
      """
  }

  private static let page = """
    *{box-sizing:border-box}
    html{scroll-behavior:smooth}
    body{margin:0 auto;max-width:1240px;padding:24px 20px 64px;background:var(--bg);color:var(--fg);\
    font:15px/1.5 system-ui,-apple-system,"Segoe UI","Liberation Sans",Arial,sans-serif;overflow-wrap:break-word}
    h1{font-size:1.75rem;line-height:1.2;margin:0 0 6px}
    h2{font-size:1.25rem;margin:44px 0 12px;padding-bottom:6px;border-bottom:1px solid var(--line)}
    h3{font-size:1rem;margin:20px 0 8px}
    p{margin:6px 0}
    .lead,.hint,figcaption,small{color:var(--mute)}
    .hint,figcaption,small{font-size:.82rem}
    nav{display:flex;flex-wrap:wrap;gap:4px 16px;margin:14px 0 0;font-size:.9rem}
    a{color:var(--c0)}
    code{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:.86em;overflow-wrap:anywhere}
    .scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px;margin:10px 0;max-width:100%}
    table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
    figure.table{margin:0 0 10px}
    th,td{padding:7px 12px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
    thead th{background:var(--card);white-space:nowrap;font-weight:600}
    tbody tr:last-child>*{border-bottom:0}
    td.number,th.number{text-align:right;white-space:nowrap}
    td.number small{display:block}
    td.time,td.short code{white-space:nowrap}
    td.best{font-weight:700}
    td.text{min-width:11rem;max-width:28rem}
    th[scope=row]{font-weight:600;min-width:13rem}
    .chip{display:inline-block;min-width:1.55em;padding:0 .35em;border-radius:4px;background:var(--c);color:var(--bg);\
    font-weight:700;text-align:center;margin-right:.45em}
    .state-finished{color:var(--good)}.state-failed,.problem{color:var(--bad)}
    details{border:1px solid var(--line);border-radius:8px;margin:10px 0;padding:0 14px}
    summary{cursor:pointer;padding:9px 0;font-weight:600}
    details .scroll{margin:0 0 14px}
    details .charts{padding-bottom:14px}
    .circuit{overflow-x:auto;padding:4px 0 12px}
    .circuit svg{max-width:none;display:block}
    footer{margin-top:48px;color:var(--mute);font-size:.82rem;border-top:1px solid var(--line);padding-top:10px}
    .legend{display:flex;flex-wrap:wrap;gap:6px 18px;list-style:none;padding:0;margin:0 0 12px}
    .legend li{display:flex;align-items:baseline;cursor:default;font-size:.9rem;border-radius:4px}
    @media (max-width:600px){body{padding:16px 12px 48px}h1{font-size:1.4rem}th,td{padding:6px 9px}\
    th[scope=row]{min-width:8.5rem}}
    """

  private static let charts = """
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,370px),1fr));gap:16px}
    .charts figure{margin:0;border:1px solid var(--line);border-radius:8px;padding:10px 8px 6px;background:var(--bg);\
    min-width:0;max-width:640px}
    .charts figcaption{display:flex;justify-content:space-between;gap:10px;padding:0 6px 4px;color:var(--fg);\
    font-weight:600;font-size:.9rem}
    .charts output{font-weight:400;color:var(--mute);font-size:.78rem;text-align:right}
    svg.chart{display:block;width:100%;height:auto;touch-action:pan-y}
    .chart text{font-family:inherit;font-size:11.5px;fill:var(--mute)}
    .chart .y{text-anchor:end}.chart .x{text-anchor:middle}
    .chart .grid{stroke:var(--line);stroke-width:.7}
    .chart .axis{stroke:var(--mute);stroke-width:1}
    .chart .mean{fill:none;stroke:var(--c);stroke-width:1.8;stroke-linejoin:round}
    .chart .raw{fill:none;stroke:var(--c);stroke-width:1;opacity:.22}
    .chart .band{fill:var(--c);opacity:.16}
    .chart .mark{fill:var(--c)}
    .chart .d1 .mean{stroke-dasharray:7 4}.chart .d2 .mean{stroke-dasharray:2 3}
    .chart .end{fill:var(--c);font-weight:700;font-size:12px}
    .chart .cursor{stroke:var(--mute);stroke-dasharray:3 3;visibility:hidden}
    .focus [data-g]:not(.on){opacity:.14}
    """

  private static let samples = """
    .strip{display:flex;gap:12px;overflow-x:auto;padding:4px 0 10px}
    .strip figure{margin:0;flex:0 0 auto;width:clamp(120px,15%,190px)}
    .strip img{display:block;width:100%;height:auto;image-rendering:pixelated;border:1px solid var(--line);\
    border-radius:4px;background:var(--card)}
    .strip figcaption{padding-top:3px}
    """
}
