// Sends the forms without leaving the page. Without this script they are ordinary posts.
(() => {
  const talk = document.getElementById("talk");
  const status = document.getElementById("status");
  const PATIENCE = 30000; // milliseconds: a reply that never comes must not keep the next message back
  const LOOKING = "Looking that up...";
  const LOST = "That did not get through. Please try again. In danger? Ring 999. Need to talk? Ring Samaritans on 116 123.";
  const LOOK_EVERY = 3000; // milliseconds between two looks for what an adviser wrote
  const onTheirWay = new Set();
  let looking = false, newest = lineIds().pop() || "";

  function lineIds() {
    return [...talk.querySelectorAll("[data-line]")].map((line) => line.dataset.line);
  }

  // Made by our own templates, which escape every value. A line that stands there already is not shown twice.
  function add(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    const known = new Set(lineIds().filter((id) => id !== "now"));
    made.content.querySelectorAll("[data-line]").forEach((line) => known.has(line.dataset.line) && line.remove());
    const first = made.content.querySelector("[data-line]");
    if (!first) return;
    document.getElementById("latest")?.removeAttribute("id");
    talk.append(made.content);
    (document.getElementById("latest") || first).scrollIntoView({ block: "start" });
  }

  // While an adviser is asked, or is in the talk, lines come that nobody here asked for.
  async function look() {
    try {
      const address = `${talk.dataset.news}?after=${encodeURIComponent(newest)}`;
      const response = await fetch(address, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(PATIENCE) });
      if (!response.ok) throw new Error("not answered");
      const news = await response.json();
      add(news.html);
      newest = news.newest || newest;
      looking = news.is_live;
    } catch {} // the next look may get through
    if (looking) setTimeout(look, LOOK_EVERY);
  }

  function goesOnLooking() {
    if (!looking) {
      looking = true;
      setTimeout(look, LOOK_EVERY);
    }
  }

  function said(form, button) {
    const fields = new FormData(form);
    if (button && button.name) fields.append(button.name, button.value);
    return new URLSearchParams(fields);
  }

  async function send(form, body) {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body,
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    if (!response.ok) throw new Error("not answered");
    return response.json();
  }

  // Back in front of what was typed since: nothing that was written is lost.
  function giveBack(form, text) {
    if (form.matches(".compose")) form.elements.text.value = [text, form.elements.text.value].filter(Boolean).join("\n");
  }

  function show(reply, form) {
    if (!reply.html) return location.reload(); // taken already, though its answer got lost on the way
    add(reply.html);
    form.querySelector("[name=message_id]").value = reply.message_id;
    if (reply.is_live) goesOnLooking();
  }

  // Each message goes at once, also while another one waits: it may be one of danger. The same one twice is a double click.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-chat]")) return;
    event.preventDefault();
    const body = said(form, event.submitter);
    const sent = body.toString();
    if (onTheirWay.has(sent)) return;
    onTheirWay.add(sent);
    if (form.matches(".compose")) form.reset();
    status.textContent = LOOKING;
    try {
      show(await send(form, body), form);
    } catch {
      giveBack(form, body.get("text"));
      status.textContent = LOST;
    }
    onTheirWay.delete(sent);
    if (!onTheirWay.size && status.textContent === LOOKING) status.textContent = "";
  });

  if ("live" in talk.dataset) goesOnLooking();

  document.getElementById("text")?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });
})();
