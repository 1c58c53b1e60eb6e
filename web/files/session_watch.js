// When this page's session has ended (signed out elsewhere, password changed, expired) the server closes the socket.
// Then there is nothing to be shown any more: to the sign-in. While the server is merely away, NiceGUI waits for it.
(() => {
  const look = async () => {
    let answer;
    try {
      answer = await fetch(`${window.path_prefix}/session`, { cache: "no-store" });
    } catch {
      return;
    }
    if (answer.status !== 401) return;
    const here = location.pathname.slice(window.path_prefix.length) + location.search;
    location.replace(`${window.path_prefix}/login?next=${encodeURIComponent(here)}`);
  };
  const attach = () => {
    if (!window.socket) return setTimeout(attach, 50);
    window.socket.on("disconnect", look);
    window.socket.io.on("reconnect_error", look);
    document.addEventListener("visibilitychange", () => document.hidden || look());
  };
  attach();
})();
