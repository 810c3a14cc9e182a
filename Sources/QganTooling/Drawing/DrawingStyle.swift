/// The style sheet of pictures, for light and dark surroundings.
///
/// Parameters are blue and square, inputs orange and round, so that colour is never the only difference.
public enum DrawingStyle {
  /// Applies inside `svg.qgan` only, so that it can stand in a page.
  public static let css = """
    .qgan{--ink:#1f2328;--soft:#57606a;--paper:#ffffff;--plain:#f6f8fa;--param:#dbeafe;--param-ink:#1e40af;\
    --input:#ffedd5;--input-ink:#9a3412;--read:#e6f4ea;--read-ink:#14532d;--rule:#8c959f}
    @media (prefers-color-scheme:dark){.qgan{--ink:#e6edf3;--soft:#9198a1;--paper:#0d1117;--plain:#21262d;\
    --param:#16294d;--param-ink:#9cc2ff;--input:#43240c;--input-ink:#ffb77c;--read:#10331d;--read-ink:#7ee2a0;\
    --rule:#6e7681}}
    .qgan text{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;fill:var(--ink);font-size:13px}
    .qgan .paper{fill:var(--paper)}
    .qgan .wire,.qgan .join{stroke:var(--ink);stroke-width:1;fill:none}
    .qgan .label{font-size:12px;text-anchor:end}
    .qgan .box{fill:var(--plain);stroke:var(--ink);stroke-width:1}
    .qgan .param>.box{fill:var(--param);stroke:var(--param-ink)}
    .qgan .input>.box{fill:var(--input);stroke:var(--input-ink)}
    .qgan .read>.box{fill:var(--read);stroke:var(--read-ink)}
    .qgan .read>.join{stroke:var(--read-ink)}
    .qgan .name{font-weight:bold;text-anchor:middle}
    .qgan .detail{font-size:11px;text-anchor:middle}
    .qgan .port{font-size:10px;fill:var(--soft)}
    .qgan tspan.param{fill:var(--param-ink)}
    .qgan tspan.input{fill:var(--input-ink);font-style:italic}
    .qgan .dot{fill:var(--ink);stroke:var(--ink)}
    .qgan .open{fill:var(--paper);stroke:var(--ink);stroke-width:1.3}
    .qgan .target{fill:var(--paper);stroke:var(--ink);stroke-width:1.3}
    .qgan .stroke{stroke:var(--ink);stroke-width:1.3;fill:none}
    .qgan .read .stroke{stroke:var(--read-ink)}
    .qgan .barrier{stroke:var(--rule);stroke-width:1.3;stroke-dasharray:4 3}
    .qgan .note{font-size:11px;fill:var(--soft)}
    .qgan .more{font-size:12px;fill:var(--soft)}
    .qgan .group{fill:none;stroke:var(--rule);stroke-dasharray:3 3}
    .qgan .shape{font-size:11px;fill:var(--soft)}
    .qgan .skip{stroke:var(--param-ink);stroke-width:1.3;fill:none}
    .qgan .arrow{fill:var(--ink)}
    .qgan .skip-arrow{fill:var(--param-ink)}
    .qgan .left{text-anchor:start}
    """
}
