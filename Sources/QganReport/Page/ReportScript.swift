/// What moves in the page; it reads the same without it.
enum ReportScript {
  /// Pointing at a group dims the others; pointing into a chart tells the values there, read from the curves themselves.
  static let text = """
    (() => {
      const body = document.body;
      const focus = g => {
        body.classList.toggle('focus', g !== null);
        document.querySelectorAll('[data-g]').forEach(e => e.classList.toggle('on', e.dataset.g === g));
      };
      document.querySelectorAll('.legend [data-g]').forEach(e => {
        e.addEventListener('pointerenter', () => focus(e.dataset.g));
        e.addEventListener('pointerleave', () => focus(null));
      });
      const short = v => Math.abs(v) >= 1e5 || (v !== 0 && Math.abs(v) < 1e-3) ? v.toExponential(2)
        : String(Number(v.toPrecision(4)));
      document.querySelectorAll('svg.chart').forEach(svg => {
        const [x0, x1, px0, px1] = svg.dataset.x.split(' ').map(Number);
        const [y0, y1, py0, py1, log] = svg.dataset.y.split(' ').map(Number);
        const cursor = svg.querySelector('.cursor');
        const out = svg.closest('figure').querySelector('output');
        const curves = [...svg.querySelectorAll('g.curve')].map(g => ({
          letter: document.querySelector(`.legend [data-g="${g.dataset.g}"] .chip`)?.textContent ?? '',
          points: g.querySelector('.mean').getAttribute('d').slice(1).split('L').map(p => p.split(' ').map(Number))
        }));
        const value = y => {
          const t = (y - py0) / (py1 - py0);
          return log ? Math.pow(10, Math.log10(y0) + t * (Math.log10(y1) - Math.log10(y0))) : y0 + t * (y1 - y0);
        };
        svg.addEventListener('pointermove', event => {
          const box = svg.getBoundingClientRect();
          const x = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
          if (x < px0 || x > px1) { leave(); return; }
          cursor.setAttribute('x1', x); cursor.setAttribute('x2', x);
          cursor.style.visibility = 'visible';
          const step = Math.round(x0 + (x - px0) / (px1 - px0) * (x1 - x0));
          const parts = curves.filter(c => c.points[0][0] <= x + 3 && c.points[c.points.length - 1][0] >= x - 3)
            .map(c => {
              const near = c.points.reduce((a, b) => Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a);
              return `${c.letter} ${short(value(near[1]))}`;
            });
          out.textContent = `step ${step}: ` + parts.join(', ');
        });
        const leave = () => { cursor.style.visibility = 'hidden'; out.textContent = ''; };
        svg.addEventListener('pointerleave', leave);
      });
    })();
    """
}
