// "Leave this page fast" leaves at once, whatever the server does. Without this script the button is an ordinary form.
(() => {
  const page = document.documentElement;

  // Blank before anything else: on a slow connection the talk would stay on the screen until the next page comes.
  function blank() {
    page.hidden = true;
    document.title = "";
    document.body.replaceChildren();
  }

  // Our own cookie is out of a script's reach. This one makes the browser a stranger at its next request, even if the
  // server never hears of the leaving.
  function forget() {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `localoffer-left=1; path=/; max-age=7200; samesite=lax${secure}`;
  }

  function tell(address) {
    const away = new URLSearchParams({ away: "1" });
    if (!navigator.sendBeacon?.(address, away)) fetch(address, { method: "POST", body: away, keepalive: true }).catch(() => {});
  }

  function leave(form) {
    const { action, dataset } = form;
    try {
      blank();
      forget();
      tell(action);
    } finally {
      location.replace(dataset.leave); // who goes "back" from there does not come here again
    }
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-leave]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leave(event.target);
  });

  // A browser may keep a whole page for "back". It gets a hidden one, which asks anew who is here.
  addEventListener("pagehide", (event) => {
    if (event.persisted) page.hidden = true;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
