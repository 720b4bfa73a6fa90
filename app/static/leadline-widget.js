// <leadline-widget token-from="/my/leadline-token?widget=account&account_id=001A"></leadline-widget>
// `token-from` is an address of the page's own site. It asks Leadline for a token and answers {"url", "expires_at"}.
// The widget grows with what it shows (`fixed` keeps its height) and asks for a new token before the old one runs out.
(() => {
  const EARLY_MS = 60000, LEAST_MS = 5000, AGAIN_MS = 15000;
  class LeadlineWidget extends HTMLElement {
    static observedAttributes = ["token-from"];

    connectedCallback() {
      if (!this.frame) {
        this.frame = document.createElement("iframe");
        this.frame.title = this.getAttribute("title") || "Leadline";
        this.frame.referrerPolicy = "no-referrer";
        this.frame.style.cssText = "border:0;width:100%;height:100%;display:block";
        this.style.display = "block";
        this.append(this.frame);
      }
      this.heard = (event) => this.grow(event);
      window.addEventListener("message", this.heard);
      this.load();
    }

    disconnectedCallback() {
      window.removeEventListener("message", this.heard);
      clearTimeout(this.later);
    }

    attributeChangedCallback() {
      if (this.frame) this.load();
    }

    async load() {
      clearTimeout(this.later);
      const asked = (this.asked = Symbol());
      let wait = AGAIN_MS;
      try {
        const answer = await fetch(this.getAttribute("token-from"), { credentials: "same-origin", cache: "no-store" });
        if (!answer.ok) throw new Error(`the token's address answered ${answer.status}`);
        const { url, expires_at } = await answer.json();
        if (asked !== this.asked) return;
        this.from = new URL(url).origin;
        this.frame.src = url;
        wait = Math.max(LEAST_MS, Date.parse(expires_at) - Date.now() - EARLY_MS);
      } catch (error) {
        this.dispatchEvent(new CustomEvent("leadline-error", { detail: String(error), bubbles: true }));
      }
      if (asked === this.asked && this.isConnected) this.later = setTimeout(() => this.load(), wait);
    }

    grow(event) {
      const said = event.data && event.data.leadline;
      if (event.source !== this.frame.contentWindow || event.origin !== this.from || !said) return;
      if (!this.hasAttribute("fixed") && said.height > 0 && said.height < 20000) this.frame.style.height = `${said.height}px`;
    }
  }
  customElements.define("leadline-widget", LeadlineWidget);
})();
