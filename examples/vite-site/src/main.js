const cards = ["harbour", "mountain", "market"];

document.querySelector("#count").textContent = `${cards.length} cards`;
