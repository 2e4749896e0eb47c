// Links to findings whose rows are made when they are seen; without scripts they lead to where the others are counted.

for (const link of document.querySelectorAll('a[data-finding]')) link.hash = link.dataset.finding;
