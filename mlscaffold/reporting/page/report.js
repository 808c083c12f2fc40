const all = () => document.querySelectorAll("details");
document.querySelectorAll("button[data-open]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => all().forEach((one) => (one.open = button.dataset.open === "yes")));
});
addEventListener("beforeprint", () => all().forEach((one) => (one.open = true)));
