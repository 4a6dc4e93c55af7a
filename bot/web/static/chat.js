// Sends the forms without leaving the page. Without this script they are ordinary posts.
(() => {
  const talk = document.getElementById("talk");
  const status = document.getElementById("status");
  let isWaiting = false;

  async function send(form, button) {
    const fields = new FormData(form);
    if (button && button.name) fields.append(button.name, button.value);
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(fields),
    });
    if (!response.ok) throw new Error("not answered");
    return response.json();
  }

  function show(reply, form) {
    if (!reply.html) return location.reload(); // taken already, though its answer got lost on the way
    document.getElementById("latest")?.removeAttribute("id");
    talk.insertAdjacentHTML("beforeend", reply.html); // made by our own templates, which escape every value
    if (form.matches(".compose")) form.reset();
    form.querySelector("[name=message_id]").value = reply.message_id;
    document.getElementById("latest")?.scrollIntoView({ block: "start" });
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-chat]")) return;
    event.preventDefault();
    if (isWaiting) return;
    isWaiting = true;
    status.textContent = "Looking that up...";
    try {
      show(await send(form, event.submitter), form);
      status.textContent = "";
    } catch {
      status.textContent = "That did not get through. Please try again. In danger? Ring 999. Need to talk? Ring Samaritans on 116 123.";
    } finally {
      isWaiting = false;
    }
  });

  document.getElementById("text")?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });
})();
