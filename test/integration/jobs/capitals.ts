/** Writes of each input its content in capitals, and notes that it did. */
export const capitals = `
for argument in "$@"; do
    case $argument in
    --input-path=*) input=\${argument#*=} ;;
    --input-list=*) list=\${argument#*=} ;;
    --output-path=*) output=\${argument#*=} ;;
    esac
done
while IFS= read -r file; do
    case $file in *"\${SKIP:-nothing}"*) continue ;; esac
    mkdir -p "$(dirname "$output/$file")"
    tr a-z A-Z <"$input/$file" >"$output/.result"
    mv "$output/.result" "$output/$file"
    echo "$file" >>"$TRACE"
    [ "\${SLOW:-no}" = no ] || { sleep 30 & wait $!; }
done <"$list"
`;
